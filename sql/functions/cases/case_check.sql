-- case_check: raises whatever forbids an action on a case at an instant; the order is: inputs, state, version.
-- Answers what is to be done (lifecycle_allowed) and the status to which it leads.
create or replace function pakn.case_check(r pakn.report, p_roles text[], p_agency_id int, p_action text,
	p_version text, p_agency text, p_at timestamptz, out does text, out to_status text)
language plpgsql stable
as $$
declare
	v_allowed text[];
begin
	select array_agg(l.action order by l.action), max(l.does) filter (where l.action = p_action),
		max(l.to_status) filter (where l.action = p_action)
	into v_allowed, does, to_status
	from pakn.lifecycle_allowed(r, p_roles, p_agency_id) l;
	if p_agency is not null then
		perform pakn.case_agency_check(r, coalesce(does, p_action), p_agency, p_at);
	end if;
	if does is null then
		perform pakn.case_refuse(r, p_roles, p_agency_id, p_action, coalesce(v_allowed, '{}'), p_version);
	end if;
	-- What is only offered leads nowhere yet.
	to_status := case when does <> p_action then r.status when to_status = '=' then r.resume_to
		else coalesce(to_status, r.status) end;
	if p_action = 'hand-off' then
		perform pakn.handoff_check(r);
	end if;
	-- Words alone fit any version.
	if not (select a.any_version from pakn.action a where a.action = p_action) then
		perform pakn.case_version_check(r, p_roles, p_agency_id, p_version, v_allowed);
	end if;
end $$;
