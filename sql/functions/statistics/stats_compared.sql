-- stats_compared: a figure beside what it was in another period: by how much it is more, and of counts and hours by how many
-- percent; of a rate the change is in percentage points.
create or replace function pakn.stats_compared(p_kind text, p_value jsonb, p_was jsonb)
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('value', p_was, case p_kind when 'rate' then 'points' else 'change' end, pakn.stats_difference(p_value, p_was))
		|| case when p_kind in ('count', 'hours') then jsonb_build_object('percent',
			pakn.rate(pakn.stats_difference(p_value, p_was)::text::numeric, nullif(p_was, 'null')::text::numeric)) else '{}' end
$$;
