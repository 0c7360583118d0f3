-- fact_placed: a fact that leaves to its address what stands there behind the @ of a key that is known.
create or replace function pakn.fact_placed(p_noun text, p_key text, p_before jsonb, p_fact jsonb)
returns jsonb
language sql immutable
as $$
	select case
		when p_before is null then p_fact
		when p_noun in ('areas', 'attributes', 'boundaries', 'deadlines', 'targets') then jsonb_build_object('valid_from', split_part(p_key, '@', 2)) || p_fact
		when p_noun = 'office-hours' then jsonb_build_object('calendar', split_part(p_key, '@', 1),
			'valid_from', nullif(split_part(p_key, '@', 2), '-infinity')) || p_fact
		when p_noun = 'holidays' then jsonb_build_object('calendar', split_part(p_key, '@', 2)) || p_fact
		else p_fact end
$$;
