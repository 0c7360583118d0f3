-- case_refuse: refuses what somebody may not do with a case as it stands, and names what they may.
-- Raises: PK409 not_allowed_now | PK409 desk_decides: they might, were it not handed over too often
create or replace function pakn.case_refuse(r pakn.report, p_roles text[], p_agency_id int, p_action text, p_allowed text[])
returns void
language plpgsql stable
as $$
declare
	v_fresh pakn.report := r;
begin
	v_fresh.handovers := 0;
	perform pakn.refuse(409, case when p_action in (select l.action from pakn.lifecycle_allowed(v_fresh, p_roles, p_agency_id) l)
			then 'desk_decides' else 'not_allowed_now' end,
		jsonb_build_object('case_status', r.status, 'allowed', to_jsonb(p_allowed)));
end $$;
