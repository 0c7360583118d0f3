-- stats_areas: what the figures of the reports received in a period come to by area (stats_cells), by the units of
-- another day and, if wanted, those of a level above.  A unit counts in what it was or became on that day; of
-- several, a report's point decides, if it lies in one of them; all others count under -1: not decidable.
-- Of what is moved from there one by one, as much is taken out as is put in: no total changes.
create or replace function pakn.stats_areas(p_tenant int, p_from timestamptz, p_to timestamptz, p_by text, p_as_of timestamptz,
	p_day date, p_level text)
returns setof pakn.stat_rollup
language plpgsql stable
as $$
declare
	t pakn.tenant := (select x from pakn.tenant x where x.tenant_id = p_tenant);
begin
	return query execute format($q$
		with cells as materialized (
			select * from pakn.stats_cells($1, 'received', 'area', $2, $3, $4, $5)
		), candidates as materialized (
			select o.area_id, o.on_id from pakn.areas_on($1, array(select distinct c.key from cells c), $6) o
		), meant as materialized (
			select c.area_id, c.on_id, u.above_id
			from candidates c
				join pakn.areas_above($1, array(select distinct x.on_id from candidates x), $7, $6) u on u.area_id = c.on_id
		), decided as materialized (
			select m.area_id, case when count(distinct m.above_id) = 1 then min(m.above_id) end as above_id
			from meant m group by m.area_id
		), located as (
			select m.above_id, s.received_at, s.stat_class, s.entered
			from pakn.stats_standing($1, $2, $3, $5) s
				cross join lateral pakn.area_locate($1, s.lon, s.lat, $6) l
				join meant m on m.area_id = s.area_id and m.on_id = l.area_id
			where s.lat is not null and s.area_id in (select d.area_id from decided d where d.above_id is null)
		)
		select $1, null::pakn.stat_part, 'area'::pakn.stat_kept, null::pakn.stat_grain, c.starts_at, case when c.key = 0 then 0 else coalesce(d.above_id, -1) end, 0, %1$s
		from cells c left join decided d on d.area_id = c.key
		union all
		select $1, null, 'area', null, pakn.stats_label($4, l.received_at, %2$s, %3$s), moved.key, 0, %4$s
		from located l
			cross join lateral unnest(array[l.stat_class::int, case when l.entered then 81 end]) counted (stat_class)
			join pakn.stat_class c on c.stat_class = counted.stat_class
			cross join lateral (values (-1, -1), (l.above_id, 1)) as moved (key, n)$q$,
		pakn.stat_list('c.$'), t.cutoff_day, t.cutoff_hour, pakn.stat_list('moved.n * c.$'))
	using p_tenant, p_from, p_to, p_by, p_as_of, p_day, p_level;
end $$;
