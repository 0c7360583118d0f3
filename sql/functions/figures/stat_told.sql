-- stat_told: the changes of the figures that the history of reports received in [p_from, p_to) tells, as they should have been
-- written: each event moves its report from where it stood, a deadline that passes does so in its hour, what is counted
-- beside is one more, and so is that it was first accepted and first answered.  p_as_of: by what had happened then; null: by now,
-- the passing of deadlines as far as it is recorded, and each report in the end in the cell that it says itself.
create or replace function pakn.stat_told(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz)
returns setof pakn.stat_delta
language sql stable
as $$
	with told as materialized (
		select e.report_id, e.event_id, e.at, e.type, e.due_at, e.area_id, e.category_id, e.agency_id as lead, e.from_agency_id, e.late_agency_id,
			case when e.stat_class <= 1 and e.due_at <= e.at and not u.unrecorded then 2 else e.stat_class end as stat_class, e.stat_bucket, u.unrecorded,
			bool_or(e.type = 'moved_out') over w as has_left, u.accepts, coalesce(bool_or(u.accepts) over earlier, false) as accepted, coalesce(bool_or(e.type = 'answered') over earlier, false) as answered,
			lead(e.at) over w as next_at, lag(e.event_id) over w is null as is_first, pakn.stat_urgency(r, e.at, e.event_id) as urgency, r as report
		from pakn.report r
			join pakn.report_event e on e.tenant_id = p_tenant and e.report_id = r.report_id and e.at <= coalesce(p_as_of, 'infinity')
			cross join lateral (select p_as_of is null and r.stat_class <= 1 and e.due_at = r.due_at as unrecorded,
				pakn.event_accepts(e.type, e.to_status) as accepts) u
		where r.tenant_id = p_tenant and r.report_id >= pakn.uuid_floor(p_from) and r.report_id < pakn.uuid_floor(p_to)
		window w as (partition by e.report_id order by e.at, e.event_id), earlier as (w rows between unbounded preceding and 1 preceding)
	), steps as (
		select t.report_id, t.at, 1 as place, t.event_id, case when c.late + c.overdue = 1 then coalesce(t.late_agency_id, t.lead) else t.lead end as agency_id,
			t.area_id, t.category_id, t.urgency, c.stat_class, t.stat_bucket, t.is_first and t.type = 'received' as arrived, t.report, t.next_at is null and not coalesce(l.passes, false) as is_last
		from told t
			left join pakn.stat_class c on c.stat_class = t.stat_class and not t.has_left
			cross join lateral (select t.stat_class <= 1 and t.next_at is null and not t.unrecorded
				and (t.due_at <= p_as_of or p_as_of is null and (t.report).stat_class = 2) as passes) l
		union all
		select t.report_id, t.due_at, 2, t.event_id, t.lead, t.area_id, t.category_id, t.urgency, 2::smallint, 0::smallint, false, t.report, t.next_at is null
		from told t
		where t.stat_class <= 1 and not t.has_left and not t.unrecorded
			and (t.due_at <= t.next_at or t.next_at is null and (t.due_at <= p_as_of or p_as_of is null and (t.report).stat_class = 2))
	), stood as (
		select s.report_id, s.at, s.place, s.event_id, s.arrived, s.report, o.agency_id, o.area_id, o.category_id, o.urgency, o.stat_class, o.stat_bucket
		from steps s cross join lateral (
			select s.agency_id, s.area_id, s.category_id, s.urgency, s.stat_class, s.stat_bucket
			where p_as_of is not null or not s.is_last or s.stat_class is null
			union all
			select pakn.stat_row((s.report).stat_class, (s.report).agency_id, (s.report).late_agency_id), (s.report).area_id, (s.report).category_id, (s.report).urgency,
				(s.report).stat_class, (s.report).stat_bucket
			where p_as_of is null and s.is_last and s.stat_class is not null) o
	), moves as (
		select x.*, lag(row(x.agency_id, x.area_id, x.category_id, x.urgency, x.stat_class, x.stat_bucket)) over w
				is distinct from row(x.agency_id, x.area_id, x.category_id, x.urgency, x.stat_class, x.stat_bucket) as moves,
			lag(x.agency_id) over w as agency_was, lag(x.area_id) over w as area_was, lag(x.category_id) over w as category_was,
			lag(x.urgency) over w as urgency_was,
			lag(x.stat_class) over w as class_was, lag(x.stat_bucket) over w as bucket_was
		from stood x
		window w as (partition by x.report_id order by x.at, x.event_id, x.place)
	), took as (
		select t.*, c.stat_class as took, m.bucket
		from told t
			cross join lateral (values ('accept'::pakn.stat_measure, t.accepted, (t.report).accept_bucket), ('answer', t.answered or t.type <> 'answered', (t.report).answer_bucket)) m (measure, before, bucket)
			join pakn.stat_class c on c.measure = m.measure
		where t.accepts and not m.before and m.bucket > 0
			-- What came with a merger may have done so in the province of then.
			and case when (t.report).origin ? 'merged' then not exists (
				select from pakn.report_event o
				where o.tenant_id = any (pakn.report_tenants(p_tenant, t.report_id)) and o.tenant_id <> p_tenant and o.report_id = t.report_id
					and (o.type = 'answered' or c.measure = 'accept' and pakn.event_accepts(o.type, o.to_status)))
				else true end
	), changes as (
		select m.report, d.*, false as beside, case when not m.arrived then m.at end as happened
		from moves m cross join lateral (values (-1, m.agency_was, m.area_was, m.category_was, m.urgency_was, m.class_was, m.bucket_was),
			(1, m.agency_id, m.area_id, m.category_id, m.urgency, m.stat_class, m.stat_bucket)) d (n, agency_id, area_id, category_id, urgency, stat_class, stat_bucket)
		where m.moves and d.stat_class is not null
		union all
		select t.report, 1, case when c.event_types = '{}' then t.from_agency_id else t.lead end, t.area_id, t.category_id, t.urgency, c.stat_class, 0, true, t.at
		from told t join pakn.stat_class c on t.type = any (c.event_types)
			or c.name = t.type and c.returned + c.transferred + c.unaccepted = 1 and t.lead <> t.from_agency_id
		union all
		select t.report, 1, t.lead, t.area_id, t.category_id, t.urgency, t.took, t.bucket, true, t.at
		from took t
	)
	select p_tenant, (x.report).report_id, x.n::smallint, date_trunc('hour', (x.report).received_at), x.agency_id, x.area_id, x.category_id, (x.report).channel_id,
		x.stat_class, x.stat_bucket::smallint, (x.report).kind, x.urgency, (x.report).created_by is not null and not x.beside, date_trunc('hour', x.happened)
	from changes x
$$;
