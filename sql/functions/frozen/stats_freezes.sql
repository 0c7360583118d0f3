-- stats_freezes: the tables of a month that are frozen.  The flow is recounted from the beginning of all that is counted, so it is
-- frozen by those who answer for it and by what it is about, and no more.
create or replace function pakn.stats_freezes()
returns table (place bigint, basis text, groups text)
language sql immutable
as $$
	select row_number() over (), f.basis, g.name
	from (values (1, 'received', '{agency,level,area,category,channel,kind,urgency}'::text[]), (2, 'handled', '{agency,level,category}')) f (place, basis, groups)
		cross join lateral unnest(f.groups) with ordinality g (name, place)
	order by f.place, g.place
$$;
