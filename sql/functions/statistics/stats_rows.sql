-- stats_rows: resolution figures on the received basis, a row per group and one for the total.
-- p_as_of null: now, from the rollups; otherwise recounted from the events.
-- Raises: PK422 unknown_group
-- p_group: agency, successor (what an agency has that has ended stands with its heir), level, area, category,
-- channel or month.  Minutes are the middle of a 10% class.
-- p_merged: with the figures of provinces that became part of this one, under what their agencies, areas and fields
-- became here.
-- p_areas_at: of areas, the units of that day, of p_areas_level if it is given (stats_areas); null: as each report has it.
create or replace function pakn.stats_rows(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz, p_group text,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default false)
returns table (is_total boolean, code text, name text, received bigint, refused bigint, accepted bigint,
	handled bigint, on_time bigint, late bigint, in_progress bigint, overdue bigint, overdue_open bigint,
	rate_handled numeric, rate_on_time numeric, rate_overdue numeric, median_minutes double precision,
	p90_minutes double precision)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_family int[] := case when p_merged then array(select t from pakn.tenant_family(p_tenant) t) else array[p_tenant] end;
	v_dimension text := case p_group when 'level' then 'agency' when 'successor' then 'agency' when 'month' then 'channel' else p_group end;
	v_noun text := case v_dimension when 'agency' then 'agencies' when 'area' then 'areas' when 'category' then 'categories' end;
begin
	if p_group <> all ('{agency,successor,level,area,category,channel,month}') then
		perform pakn.refuse(422, 'unknown_group');
	end if;
	return query
	with cells as materialized (
		select f.tenant_id, c.* from unnest(v_family) f (tenant_id), lateral pakn.stats_cells(f.tenant_id, v_dimension, p_from, p_to) c
		where p_as_of is null and p_areas_at is null
		union all
		select f.tenant_id, c.* from unnest(v_family) f (tenant_id), lateral pakn.stats_recount(f.tenant_id, v_dimension, p_from, p_to, p_as_of) c
		where p_as_of is not null and p_areas_at is null
		union all
		select f.tenant_id, c.* from unnest(v_family) f (tenant_id), lateral pakn.stats_areas(f.tenant_id, p_from, p_to, p_as_of, p_areas_at, p_areas_level) c
		where p_areas_at is not null
	), named as (
		select c.stat_class, c.stat_bucket, c.n, g.code, g.name
		from cells c
			cross join lateral (select case when c.tenant_id = p_tenant or v_noun is null then c.key
				else pakn.tenant_merge_id(c.tenant_id, p_tenant, v_noun, c.key) end as key) here
			cross join lateral pakn.stats_group(case when here.key is null then c.tenant_id else p_tenant end, p_group,
				coalesce(here.key, c.key), c.starts_at, p_areas_at) g
	), summed as (
		select grouping(n.code) = 1 as is_total, n.code, n.name,
			sum(n.n) as received, sum(n.n * k.refused) as refused, sum(n.n * k.on_time) as on_time,
			sum(n.n * k.late) as late, sum(n.n * k.in_time) as in_time, sum(n.n * k.overdue) as overdue
		from named n join pakn.stat_class k on k.stat_class = n.stat_class
		group by grouping sets ((n.code, n.name), ())
	), histogram as (
		select grouping(n.code) = 1 as is_total, n.code, n.name, n.stat_bucket, sum(n.n) as n
		from named n
		where n.stat_bucket > 0
		group by grouping sets ((n.code, n.name, n.stat_bucket), (n.stat_bucket))
	), ranked as (
		select h.*, sum(h.n) over (partition by h.is_total, h.code, h.name order by h.stat_bucket) as upto,
			sum(h.n) over (partition by h.is_total, h.code, h.name) as count
		from histogram h
	), percentiles as (
		select r.is_total, r.code, r.name,
			pakn.stat_bucket_minutes(min(r.stat_bucket) filter (where r.upto >= r.count * 0.5)) as median,
			pakn.stat_bucket_minutes(min(r.stat_bucket) filter (where r.upto >= r.count * 0.9)) as p90
		from ranked r where r.count > 0
		group by 1, 2, 3
	)
	select s.is_total, s.code, s.name, s.received::bigint, s.refused::bigint,
		(s.received - s.refused)::bigint, (s.on_time + s.late)::bigint, s.on_time::bigint, s.late::bigint,
		(s.in_time + s.overdue)::bigint, (s.late + s.overdue)::bigint, s.overdue::bigint,
		pakn.rate(s.on_time + s.late, s.received - s.refused), pakn.rate(s.on_time, s.received - s.refused),
		pakn.rate(s.late + s.overdue, s.received - s.refused), p.median, p.p90
	from summed s
		left join percentiles p on p.is_total = s.is_total and (p.code, p.name) is not distinct from (s.code, s.name)
	where s.received <> 0
	order by s.is_total, s.code, s.name;
end $$;
