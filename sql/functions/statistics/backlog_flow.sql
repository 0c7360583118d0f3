-- backlog_flow: what came into the hands of each group in each step of a period, what left them, and what was there at its end: a row per
-- group and step, and those of the total, in which what goes from one group to another neither comes nor leaves.  Open is what counts as
-- in progress (P), but what is merged with another.  From the events since then, back from what is open now: left(n) = left(n - 1) + in - out.
create or replace function pakn.backlog_flow(q pakn.stats_question, p_by text)
returns table (is_total boolean, code text, name text, step int, came bigint, went bigint, open bigint)
language sql stable
as $$
	with bounds as materialized (
		select pakn.uuid_floor(pakn.counted_from(q.tenant_id, '2000-01-01')) as counted_id
	), steps as materialized (
		select * from pakn.backlog_steps(q, p_by)
	), told as (
		-- An event has its id a moment before it happens, or longer, where it waits for others.
		select e.report_id, e.event_id, e.at, e.type, e.type <> 'moved_out' and e.to_status <> 'duplicate' and k.in_time + k.overdue = 1 as open,
			case when q.groups[1] in ('agency', 'successor', 'level') then e.agency_id when q.groups[1] = 'area' then e.area_id else e.category_id end as key
		from bounds b
			join pakn.report_event e on e.tenant_id = q.tenant_id and e.event_id >= pakn.uuid_floor(q.first - interval '1 day') and e.at >= q.first and e.report_id >= b.counted_id
			join pakn.stat_class k on k.stat_class = e.stat_class
	), told_with as (
		select t.*, lag(t.open) over w as was_open, lag(t.key) over w as was_key, row_number() over w = 1 as is_first
		from told t
		window w as (partition by t.report_id order by t.at, t.event_id)
	), moves as materialized (
		select t.at, t.open, t.key, coalesce(case when t.is_first then p.open else t.was_open end, false) as was_open,
			case when t.is_first then p.key else t.was_key end as was_key
		from told_with t
			left join lateral (
				select e.to_status <> 'duplicate' and k.in_time + k.overdue = 1 as open,
					case when q.groups[1] in ('agency', 'successor', 'level') then e.agency_id when q.groups[1] = 'area' then e.area_id else e.category_id end as key
				from pakn.report_event e join pakn.stat_class k on k.stat_class = e.stat_class
				where t.is_first and t.type <> 'received' and e.tenant_id = q.tenant_id and e.report_id = t.report_id and (e.at, e.event_id) < (t.at, t.event_id)
				order by e.at desc, e.event_id desc limit 1) p on true
	), present as materialized (
		select case when q.groups[1] in ('agency', 'successor', 'level') then w.agency_id when q.groups[1] = 'area' then w.area_id else w.category_id end as key, count(*) as n
		from bounds b
			join pakn.work_item w on w.tenant_id = q.tenant_id and w.part = 'lead' and w.report_id >= b.counted_id
			join pakn.stat_class k on k.stat_class = w.stat_class and k.in_time + k.overdue = 1
		group by 1
	), labels as materialized (
		select x.key, g.code, g.name
		from (select m.key from moves m union select m.was_key from moves m union select p.key from present p) x
			cross join lateral pakn.stats_group(q.tenant_id, q.groups[1], x.key, q.first, null) g
		where x.key is not null
	), changes as (
		-- What stays in the same row has not moved.
		select l.code, l.name, m.at, 1 as came, 0 as went
		from moves m join labels l on l.key = m.key left join labels b on b.key = m.was_key
		where m.open and (not m.was_open or (l.code, l.name) is distinct from (b.code, b.name))
		union all
		select b.code, b.name, m.at, 0, 1
		from moves m join labels b on b.key = m.was_key left join labels l on l.key = m.key
		where m.was_open and (not m.open or (l.code, l.name) is distinct from (b.code, b.name))
		union all
		select null, null, m.at, m.open::int, m.was_open::int
		from moves m
		where m.open <> m.was_open
	), groups as (
		select l.code, l.name, coalesce(sum(p.n), 0) as open from labels l left join present p on p.key = l.key group by 1, 2
		union all
		select null, null, coalesce(sum(p.n), 0) from present p
	)
	select g.code is null, g.code, g.name, s.step, count(*) filter (where c.came = 1 and c.at < s.until),
		count(*) filter (where c.went = 1 and c.at < s.until),
		(g.open - count(*) filter (where c.came = 1 and c.at >= s.until) + count(*) filter (where c.went = 1 and c.at >= s.until))::bigint
	from groups g
		cross join steps s
		left join changes c on (c.code, c.name) is not distinct from (g.code, g.name) and c.at >= s.first
	group by g.code, g.name, g.open, s.step, s.until
$$;
