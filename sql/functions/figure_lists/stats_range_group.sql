-- stats_range_group: by which of these groups the ranges of a row are looked for (stats_ranges): agencies, areas or fields, of two that of
-- which one key makes a row; null: by none of them.
create or replace function pakn.stats_range_group(p_groups text[], p_codes text[])
returns int
language sql immutable
as $$
	select place::int from unnest(p_groups) with ordinality g (name, place)
	where name in ('agency', 'successor', 'level', 'area', 'category') and p_codes is not null
	order by name = 'level', place
	limit 1
$$;
