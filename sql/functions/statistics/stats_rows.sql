-- stats_rows: resolution figures on the received basis, a row per group and one for the total.
-- p_as_of null: now, from the rollups; otherwise recounted from the events.
-- Raises: PK422 unknown_group
-- p_merged: with the figures of provinces that became part of this one; what they called otherwise counts as mapped
-- then (tenant_merge_map).
-- p_group: agency, successor (what an agency has that has ended stands with its heir), level, area, category,
-- channel or month.  Minutes are the middle of a 10% class.
create or replace function pakn.stats_rows(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz, p_group text,
	p_merged boolean default false)
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
begin
	if p_group <> all ('{agency,successor,level,area,category,channel,month}') then
		perform pakn.refuse(422, 'unknown_group');
	end if;
	return query
	with cells as materialized (
		select f.tenant_id, c.* from unnest(v_family) f (tenant_id), lateral pakn.stats_cells(f.tenant_id, v_dimension, p_from, p_to) c where p_as_of is null
		union all
		select f.tenant_id, c.* from unnest(v_family) f (tenant_id), lateral pakn.stats_recount(f.tenant_id, v_dimension, p_from, p_to, p_as_of) c where p_as_of is not null
	), named as (
		select c.stat_class, c.stat_bucket, c.n, coalesce(m.new_code, g.code) as code, g.name
		from cells c
			cross join lateral pakn.stats_group(c.tenant_id, p_group, c.key, c.starts_at) g
			left join pakn.tenant_merge_map m on c.tenant_id <> p_tenant and m.tenant_id = c.tenant_id and m.old_code = g.code
				and m.noun = case p_group when 'area' then 'areas' when 'category' then 'categories' when 'agency' then 'agencies' when 'successor' then 'agencies' end
	), summed as (
		select grouping(n.code) = 1 as is_total, n.code, max(n.name) as name,
			sum(n.n) as received, sum(n.n * k.refused) as refused, sum(n.n * k.on_time) as on_time,
			sum(n.n * k.late) as late, sum(n.n * k.in_time) as in_time, sum(n.n * k.overdue) as overdue
		from named n join pakn.stat_class k on k.stat_class = n.stat_class
		group by grouping sets ((n.code), ())
	), histogram as (
		select grouping(n.code) = 1 as is_total, n.code, n.stat_bucket, sum(n.n) as n
		from named n
		where n.stat_bucket > 0
		group by grouping sets ((n.code, n.stat_bucket), (n.stat_bucket))
	), ranked as (
		select h.*, sum(h.n) over (partition by h.is_total, h.code order by h.stat_bucket) as upto,
			sum(h.n) over (partition by h.is_total, h.code) as count
		from histogram h
	), percentiles as (
		select r.is_total, r.code,
			pakn.stat_bucket_minutes(min(r.stat_bucket) filter (where r.upto >= r.count * 0.5)) as median,
			pakn.stat_bucket_minutes(min(r.stat_bucket) filter (where r.upto >= r.count * 0.9)) as p90
		from ranked r where r.count > 0
		group by 1, 2
	)
	select s.is_total, s.code, case when not s.is_total then s.name end, s.received::bigint, s.refused::bigint,
		(s.received - s.refused)::bigint, (s.on_time + s.late)::bigint, s.on_time::bigint, s.late::bigint,
		(s.in_time + s.overdue)::bigint, (s.late + s.overdue)::bigint, s.overdue::bigint,
		pakn.rate(s.on_time + s.late, s.received - s.refused), pakn.rate(s.on_time, s.received - s.refused),
		pakn.rate(s.late + s.overdue, s.received - s.refused), p.median, p.p90
	from summed s
		left join percentiles p on p.is_total = s.is_total and p.code is not distinct from s.code
	where s.received <> 0
	order by s.is_total, s.code;
end $$;
