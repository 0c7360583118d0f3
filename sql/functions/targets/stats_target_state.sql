-- stats_target_state: whether a target is met by what was achieved; no_formula where there is no such figure, or nothing to divide by.
create or replace function pakn.stats_target_state(p_goal text, p_target numeric, p_achieved jsonb)
returns text
language sql immutable
as $$
	select case when jsonb_typeof(p_achieved) is distinct from 'number' then 'no_formula'
		when case p_goal when 'at_least' then p_achieved::numeric >= p_target else p_achieved::numeric <= p_target end then 'met'
		else 'not_met' end
$$;
