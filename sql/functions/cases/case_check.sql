-- case_check: raises whatever forbids an action on a case at an instant; the order is: inputs, state, version.
-- Answers what is to be done (lifecycle_allowed).
create or replace function pakn.case_check(r pakn.report, p_roles text[], p_agency_id int, p_action text,
	p_version text, p_agency text, p_at timestamptz)
returns text
language plpgsql stable
as $$
declare
	v_does text := coalesce((select l.does from pakn.lifecycle_allowed(r, p_roles, p_agency_id) l where l.action = p_action), p_action);
begin
	if p_agency is not null then
		perform pakn.case_agency_check(r, v_does, p_agency, p_at);
	end if;
	perform pakn.case_state_check(r, p_roles, p_agency_id, p_action);
	-- Words alone fit any version.
	if p_action in ('note', 'message', 'contribute') then
		return v_does;
	end if;
	if p_version is null then
		perform pakn.refuse(428, 'version_required');
	end if;
	if p_version <> r.version::text then
		perform pakn.refuse(412, 'stale_version', jsonb_build_object('version', r.version, 'case_status', r.status));
	end if;
	return v_does;
end $$;
