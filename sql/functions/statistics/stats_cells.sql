-- stats_cells: the cells of all reports received in [p_from, p_to), by one dimension, exact at this
-- moment: rollups (months, then days and hours at the edges), deltas that are not folded yet, and the
-- open reports whose due instant has passed but is not recorded yet.  One statement, one snapshot.
-- p_from and p_to are full hours.  Deltas and rollups hold all reports; what is not counted is left out here
-- (counted_from).
create or replace function pakn.stats_cells(p_tenant int, p_dimension text, p_from timestamptz, p_to timestamptz)
returns table (key int, starts_at timestamptz, stat_class smallint, stat_bucket smallint, n bigint)
language sql stable
as $$
	with period as materialized (
		select pakn.counted_from(p_tenant, p_from) as first
	), days as (
		select period.first as start, date_trunc('day', period.first + interval '1 day' - interval '1 microsecond', 'Asia/Ho_Chi_Minh') as first,
			date_trunc('day', p_to, 'Asia/Ho_Chi_Minh') as last
		from period
	), full_days as (
		select start, case when first < last then first else p_to end as first, case when first < last then last else p_to end as last
		from days
	), months as (
		select start, first as first_day, last as last_day,
			date_trunc('month', date_trunc('month', first - interval '1 microsecond', 'Asia/Ho_Chi_Minh')
				+ interval '32 days', 'Asia/Ho_Chi_Minh') as first,
			date_trunc('month', last, 'Asia/Ho_Chi_Minh') as last
		from full_days
	), spans (grain, first, last) as (
		select 'month', first, last from months where first < last
		union all
		select 'day', first_day, case when first < last then first else last_day end from months
		union all
		select 'day', case when first < last then last else last_day end, last_day from months
		union all
		select 'hour', start, first_day from months
		union all
		select 'hour', last_day, p_to from months
	)
	select r.key, r.starts_at, r.stat_class, r.stat_bucket, r.n
	from spans s
		join pakn.stat_rollup r on r.tenant_id = p_tenant and r.dimension = p_dimension and r.grain = s.grain
			and r.starts_at >= s.first and r.starts_at < s.last
	union all
	select case p_dimension when 'agency' then d.agency_id when 'area' then d.area_id
			when 'category' then d.category_id else d.channel_id end,
		d.received_hour, d.stat_class, d.stat_bucket, d.n
	from pakn.stat_delta d
	where d.tenant_id = p_tenant and d.received_hour >= (select first from period) and d.received_hour < p_to
	union all
	select case p_dimension when 'agency' then w.agency_id when 'area' then w.area_id
			when 'category' then w.category_id else w.channel_id end,
		w.received_at, moved.stat_class::smallint, 0::smallint, moved.n
	from pakn.work_item w, (values (1, -1), (2, 1)) as moved (stat_class, n)
	where w.tenant_id = p_tenant and w.part = 'lead' and w.stat_class = 1 and w.due_at <= now()
		and w.received_at >= (select first from period) and w.received_at < p_to
$$;
