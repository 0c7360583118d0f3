-- person_open: all that is kept of one person, for them: a row for each report, with the sealed parts of
-- who sent it and (to export) what it says, what became of it and who looked.  Each is a look on record.
-- Answers: 200, a row each; none where the person is unknown | PK401 PK403 | PK409 PK422 as person_reports
-- Writes: identity_look, admin_act
create or replace function pakn.person_open(p_digest bytea, p_tenant int, p_purpose text, p_phone_hash bytea,
	p_email_hash bytea, p_reason text)
returns setof pakn.identity
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:erase');
	v_report_id uuid;
	v_parts pakn.identity;
	v_found int := 0;
begin
	for v_report_id in select p from person_reports(p_tenant, p_phone_hash, p_email_hash) p order by 1 loop
		v_found := v_found + 1;
		v_parts := identity_read(p_tenant, uuid_at(clock_timestamp(), 0), who.staff_id, p_purpose, v_report_id,
			'{name,phone,email,on_behalf_of}', p_reason);
		if p_purpose = 'export' then
			v_parts.body := report_export(p_tenant, v_report_id)::text;
		end if;
		return next v_parts;
	end loop;
	if v_found = 0 then
		perform identity_read(p_tenant, uuid_at(clock_timestamp(), 0), who.staff_id, p_purpose, null, '{}', p_reason);
	end if;
	if p_purpose = 'export' then
		perform admin_act_by(p_tenant, who.staff_id, 'persons', 'export', null, null,
			jsonb_build_object('reports', v_found, 'reason', p_reason));
	end if;
end $$;
