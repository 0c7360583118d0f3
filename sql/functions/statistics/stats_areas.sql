-- stats_areas: the cells by area of a period (stats_cells, or stats_recount of a past instant), by the units of
-- another day and, if wanted, those of a level above.  A unit counts in what it was or became on that day; of
-- several, a report's point decides, if it lies in one of them; all others count under -1: not decidable.
-- Of what is moved from there one by one, as much is taken out as is put in: no total changes.
create or replace function pakn.stats_areas(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz,
	p_day date, p_level text)
returns table (key int, starts_at timestamptz, stat_class smallint, stat_bucket smallint, n bigint)
language sql stable
as $$
	with cells as materialized (
		select c.* from pakn.stats_cells(p_tenant, 'area', p_from, p_to) c where p_as_of is null
		union all
		select c.* from pakn.stats_recount(p_tenant, 'area', p_from, p_to, p_as_of) c where p_as_of is not null
	), candidates as materialized (
		select o.area_id, o.on_id from pakn.areas_on(p_tenant, array(select distinct c.key from cells c), p_day) o
	), meant as materialized (
		select c.area_id, c.on_id, u.above_id
		from candidates c
			join pakn.areas_above(p_tenant, array(select distinct x.on_id from candidates x), p_level, p_day) u on u.area_id = c.on_id
	), decided as materialized (
		select m.area_id, case when count(distinct m.above_id) = 1 then min(m.above_id) end as above_id
		from meant m group by m.area_id
	), located as (
		select m.above_id, s.received_at, s.stat_class, s.stat_bucket
		from pakn.stats_standing(p_tenant, p_from, p_to, p_as_of) s
			cross join lateral pakn.area_locate(p_tenant, s.lon, s.lat, p_day) l
			join meant m on m.area_id = s.area_id and m.on_id = l.area_id
		where s.lat is not null and s.area_id in (select d.area_id from decided d where d.above_id is null)
	)
	select case when c.key = 0 then 0 else coalesce(d.above_id, -1) end, c.starts_at, c.stat_class, c.stat_bucket, c.n
	from cells c left join decided d on d.area_id = c.key
	union all
	select moved.key, l.received_at, l.stat_class, l.stat_bucket, moved.n
	from located l, lateral (values (-1, -1), (l.above_id, 1)) as moved (key, n)
$$;
