-- case_refuse: refuses what somebody may not do with a case as it stands, and names what they may, who else may do it
-- now, and what was done since the version that they know.
-- Raises: PK409 not_allowed_now | PK409 desk_decides: they might, were it not handed over too often
create or replace function pakn.case_refuse(r pakn.report, p_roles text[], p_agency_id int, p_action text, p_allowed text[],
	p_version text default null)
returns void
language plpgsql stable
as $$
declare
	v_fresh pakn.report := r;
	v_others text := (select string_agg(o.name, ', ' order by o.place) from pakn.case_actors(r, p_action) o);
begin
	v_fresh.handovers := 0;
	perform pakn.refuse(409, case when p_action in (select l.action from pakn.lifecycle_allowed(v_fresh, p_roles, p_agency_id) l)
			then 'desk_decides' else 'not_allowed_now' end,
		jsonb_build_object('case_status', r.status, 'allowed', to_jsonb(p_allowed))
			|| case when v_others is not null then jsonb_build_object('detail', jsonb_build_object(
				'vi', format('Lúc này, việc này là của: %s.', v_others), 'en', format('Now this is for: %s.', v_others))) else '{}' end
			|| pakn.case_changed(r, p_roles, p_agency_id, p_version));
end $$;
