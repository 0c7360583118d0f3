-- backlog_now: what is open now: a row per group, and one for the total: how many, overdue, by what they wait for, by age in calendar and
-- in working days, and the oldest.
create or replace function pakn.backlog_now(q pakn.stats_question)
returns table (is_total boolean, code text, name text, figures jsonb)
language sql stable
as $$
	with open as materialized (
		select g.code, g.name, w.report_id, w.received_at, (w.due_at <= now()) as overdue,
			case when w.status in ('info_requested', 'paused') then 'paused' when w.status = 'received' then 'unsorted' when w.status = 'assigned' then 'unaccepted'
				when w.status = 'in_progress' then 'working' else 'awaiting_approval' end as stage,
			floor(extract(epoch from now() - w.received_at) / 86400)::int as days,
			pakn.working_minutes(q.tenant_id, t.office_calendar_id, w.received_at, now()) / d.minutes as working_days
		from pakn.tenant t
			join pakn.work_item w on w.tenant_id = q.tenant_id and w.part = 'lead' and w.report_id >= pakn.uuid_floor(pakn.counted_from(q.tenant_id, '2000-01-01'))
			join pakn.stat_class k on k.stat_class = w.stat_class and k.in_time + k.overdue = 1
			cross join lateral (select greatest(pakn.day_minutes(q.tenant_id, t.office_calendar_id, now()), 1) as minutes offset 0) d
			cross join lateral pakn.stats_group(q.tenant_id, q.groups[1], case when q.groups[1] in ('agency', 'successor', 'level') then w.agency_id
				when q.groups[1] = 'area' then w.area_id else w.category_id end, now(), null) g
		where t.tenant_id = q.tenant_id
	), counted as (
		select grouping(o.code) = 1 as is_total, o.code, o.name, count(*) as open, count(*) filter (where o.overdue) as overdue,
			min(o.report_id::text)::uuid as oldest_id, min(o.received_at) as oldest_at,
			array_agg(o.stage) as stages, array_agg(o.days) as days, array_agg(o.working_days) as working_days
		from open o
		group by grouping sets ((o.code, o.name), ())
	)
	select c.is_total, c.code, c.name, jsonb_build_object('open', c.open, 'overdue', c.overdue,
		'stages', (select jsonb_object_agg(s, cardinality(array_positions(c.stages, s))) from unnest('{unsorted,unaccepted,working,awaiting_approval,paused}'::text[]) s),
		'days', pakn.backlog_ages(c.days, '{0,1,3,7,14,30}'), 'working_days', pakn.backlog_ages(c.working_days, '{0,1,3,5,10,20}'),
		'oldest', case when c.open > 0 then jsonb_build_object('received_at', c.oldest_at, 'id', c.oldest_id) end)
	from counted c
$$;
