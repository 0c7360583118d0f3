-- citizen_secret: gives the secret of an own report again (C adds it: the database knows its digest alone).  What was
-- imported gets its first.
-- Answers: 200 | PK401 PK403 | PK404 unknown code, or somebody else's
-- Writes: report_code
create or replace function pakn.citizen_secret(p_digest bytea, p_tenant int, p_code text, p_secret_digest bytea)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	me record := pakn.caller(p_digest, p_tenant, 'report:own');
	v_code report_code;
	v_shown text;
begin
	select * into v_code from report_code c where c.tenant_id = p_tenant and c.code = p_code;
	if not found or not sender_signed_in(p_digest, p_tenant, v_code.report_id, report_home(v_code)) then
		perform refuse(404, 'unknown_code');
	end if;
	update report_code c set secret_digest = p_secret_digest
	where c.tenant_id = p_tenant and c.code = p_code and c.secret_digest <> p_secret_digest;
	select r.code into v_shown from report r where r.tenant_id = report_home(v_code) and r.report_id = v_code.report_id;
	return (200, json_build_object('code', v_shown)::text, null, null, null, null)::pakn.answer;
end $$;
