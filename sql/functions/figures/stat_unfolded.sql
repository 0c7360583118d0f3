-- stat_unfolded: the changes of the figures of a province that its rollups do not have, by a dimension (stat_dimension) and the hour in which
-- they count on a basis, of [p_from, p_to): deltas that wait, and open reports whose deadline has passed but is not recorded yet; p_as_of: all
-- changes, as its history tells them as of then (stat_told).  just_in: of reports that came in.
create or replace function pakn.stat_unfolded(p_tenant int, p_basis pakn.stat_basis, p_dimension text, p_from timestamptz, p_to timestamptz, p_as_of timestamptz)
returns table (hour timestamptz, key int, key_2 int, stat_class smallint, stat_bucket smallint, entered boolean, just_in boolean, n bigint)
language plpgsql stable
	set jit = off
as $$
declare
	v_counted timestamptz := (select t.counted_from from pakn.tenant t where t.tenant_id = p_tenant);
	v_first text := split_part(p_dimension, ',', 1);
	v_second text := split_part(p_dimension, ',', 2);
begin
	if p_as_of is not null then
		return query
		select x.hour, pakn.stat_key(v_first, x.agency_id, x.area_id, x.category_id, x.channel_id, x.kind, x.urgency),
			pakn.stat_key(v_second, x.agency_id, x.area_id, x.category_id, x.channel_id, x.kind, x.urgency),
			x.stat_class, x.stat_bucket, x.entered, x.happened is null, sum(x.n)
		from (select d.*, case p_basis when 'received' then d.received_hour else coalesce(d.happened, d.received_hour) end as hour
			from pakn.stat_told(p_tenant, case p_basis when 'received' then p_from else greatest(v_counted, '2000-01-01 00:00+07') end, p_to, p_as_of) d) x
		where x.hour >= p_from and x.hour < p_to
		group by 1, 2, 3, 4, 5, 6, 7
		having sum(x.n) <> 0;
		return;
	end if;
	return query
	with overdue as materialized (
		select r as report
		from pakn.work_item w
			join pakn.report r on r.tenant_id = w.tenant_id and r.report_id = w.report_id
		where w.tenant_id = p_tenant and w.part = 'lead' and w.stat_class <= 1 and w.due_at <= now()
	), late as (
		select o.report from overdue o
		union all
		-- What is merged into those, and shares their fate, is as late.
		select r
		from overdue o
			join pakn.report_duplicate d on d.tenant_id = p_tenant and d.kept_id = (o.report).report_id
			join pakn.report r on r.tenant_id = p_tenant and r.report_id = d.report_id and r.status = 'duplicate' and r.stat_class <= 1 and r.due_at <= now()
	), change as (
		select d.n, d.received_hour, d.happened, d.agency_id, d.area_id, d.category_id, d.channel_id, d.stat_class, d.stat_bucket, d.kind, d.urgency, d.entered
		from pakn.stat_delta d
		where d.tenant_id = p_tenant
		union all
		select m.n, date_trunc('hour', (l.report).received_at), date_trunc('hour', (l.report).due_at), (l.report).agency_id, (l.report).area_id, (l.report).category_id,
			(l.report).channel_id, m.stat_class, 0::smallint, (l.report).kind, (l.report).urgency, (l.report).created_by is not null
		from late l cross join lateral (values ((l.report).stat_class, -1), (2::smallint, 1)) as m (stat_class, n)
	)
	select x.hour, pakn.stat_key(v_first, x.agency_id, x.area_id, x.category_id, x.channel_id, x.kind, x.urgency),
		pakn.stat_key(v_second, x.agency_id, x.area_id, x.category_id, x.channel_id, x.kind, x.urgency),
		x.stat_class, x.stat_bucket, x.entered, x.happened is null, sum(x.n)
	from (select c.*, case p_basis when 'received' then c.received_hour else coalesce(c.happened, c.received_hour) end as hour
		from change c
		where p_basis = 'received' or c.received_hour >= v_counted) x
	where x.hour >= p_from and x.hour < p_to
	group by 1, 2, 3, 4, 5, 6, 7
	having sum(x.n) <> 0;
end $$;
