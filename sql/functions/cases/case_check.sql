-- case_check: raises whatever forbids an action on a case at an instant; the order is: inputs, state, version.
create or replace function pakn.case_check(r pakn.report, p_roles text[], p_agency_id int, p_action text,
	p_version text, p_agency text, p_at timestamptz)
returns void
language plpgsql stable
as $$
declare
	v_allowed text[];
begin
	if p_agency is not null then
		perform 1 from pakn.agency a
		where a.tenant_id = r.tenant_id and a.code = p_agency
			and a.valid_from <= p_at::date and p_at::date < a.valid_to;
		if not found then
			perform pakn.refuse(422, 'invalid', pakn.field_error('/agency', 'unknown_agency'));
		end if;
	end if;
	if p_action in ('assign', 'transfer') and p_agency = (select a.code from pakn.agency a
		where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/agency', 'same_agency'));
	end if;
	select array_agg(l.action order by l.action) into v_allowed
	from pakn.lifecycle_allowed(p_roles, r.agency_id = p_agency_id, r.status, r.released_at is not null) l;
	if p_action <> all (coalesce(v_allowed, '{}')) then
		perform pakn.refuse(409, 'not_allowed_now', jsonb_build_object('case_status', r.status,
			'allowed', to_jsonb(coalesce(v_allowed, '{}'))));
	end if;
	-- Words alone fit any version.
	if p_action in ('note', 'message') then
		return;
	end if;
	if p_version is null then
		perform pakn.refuse(428, 'version_required');
	end if;
	if p_version <> r.version::text then
		perform pakn.refuse(412, 'stale_version', jsonb_build_object('version', r.version, 'case_status', r.status));
	end if;
end $$;
