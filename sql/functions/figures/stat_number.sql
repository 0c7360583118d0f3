-- stat_number: by which number a kind or an urgency is counted (stats_group).  Written to be inlined.
create or replace function pakn.stat_number(p_group text, p_code text)
returns smallint
language sql immutable
as $$
	select pakn.stat_key(p_group, null, null, null, null, p_code, p_code)::smallint
$$;
