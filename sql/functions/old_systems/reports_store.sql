-- reports_store: stores the reports of import_placed as report_submit and report_move would have left them.
-- Writes: report_code, report, report_agency, report_publication, report_event, event_content, event_unsealed, clock_span, stat_delta, work_item
create or replace function pakn.reports_store(p_tenant int)
returns void
language plpgsql
as $$
declare
	v_calendar int := (select t.office_calendar_id from pakn.tenant t where t.tenant_id = p_tenant);
begin
	create temp table import_event on commit drop as
	select pakn.uuid_at(e.at, e.no) as event_id, e.*, pakn.salt() as salt, p.agency_id, p.category_id, p.area_id, p.due_at,
		k.stat_class, case when (select c.measure = 'release' from pakn.stat_class c where c.stat_class = k.stat_class) then b.stat_bucket else 0 end::smallint as stat_bucket,
		lag(e.status) over w as from_status, lead(e.no) over w is null as is_last, lead(e.at, 1, now()) over w as next_at
	from pakn.reports_events() e
		join import_placed p on p.report_id = e.report_id
		cross join lateral (select pakn.stat_class_at(e.status, p.due_at, e.accepted_at, e.released_at, false,
			e.closed_at, e.at, p.outcome) as stat_class) k
		cross join lateral (select pakn.stat_bucket(pakn.working_minutes(p_tenant, v_calendar,
			p.received_at, p.released_at)) as stat_bucket) b
	window w as (partition by e.report_id order by e.no);
	analyze import_event;

	-- Nobody has the secret of such a report, and no key can ask for it again.
	insert into pakn.report_code
	select p_tenant, p.key, p.report_id, pakn.salt(), p.body_hash, sha256(pakn.salt() || pakn.salt()), null
	from import_placed p
	order by p.key;
	insert into pakn.report (tenant_id, report_id, code, received_at, observed_at, channel_id, kind, category_id,
		urgency, area_id, agency_id, status, version, stat_class, stat_bucket, publish, anonymous, rule_id, due_at,
		accepted_at, released_at, closed_at, lon, lat, address, description, text_salt, route_reason, answer, outcome,
		rule_version, route_facts, due_given, deadline_class, calendar_id, clock_from, late_agency_id,
		accept_bucket, answer_bucket)
	select p_tenant, p.report_id, p.code, p.received_at, p.observed_at, p.channel_id, p.kind, p.category_id, p.urgency,
		p.area_id, p.agency_id, p.status, e.no + 1,
		pakn.stat_class_at(p.status, p.due_at, p.accepted_at, p.released_at, false, p.closed_at, now(), p.outcome), e.stat_bucket,
		p.publish, false, p.rule_id, p.due_at, p.accepted_at, p.released_at, p.closed_at, p.lon, p.lat, p.address,
		p.description, p.text_salt, p.route_reason, p.answer, p.outcome, p.rule_version, p.route_facts,
		p.due_given, p.deadline_class, p.calendar_id, p.clock_from,
		case when p.due_at <= least(coalesce(p.closed_at, now()), coalesce(p.released_at, now())) then p.agency_id end,
		case when f.accepted is null then 0 else pakn.stat_bucket(pakn.working_minutes(p_tenant, v_calendar, p.received_at, f.accepted)) end,
		case when f.answered is null then 0 else pakn.stat_bucket(pakn.working_minutes(p_tenant, v_calendar, p.received_at, f.answered)) end
	from import_placed p
		join import_event e on e.report_id = p.report_id and e.is_last
		join (select x.report_id, min(x.at) filter (where pakn.event_accepts(x.type, x.status)) as accepted,
				min(x.at) filter (where x.type = 'answered') as answered
			from import_event x group by 1) f on f.report_id = p.report_id;
	insert into pakn.report_agency
	select p_tenant, p.report_id, a.agency_id, p.received_at, true
	from import_placed p
		cross join lateral pakn.agencies_along(p_tenant, p.coordinating, p.agency_id, p.area_id, p.received_at) a
	where p.coordinating <> '{}';
	insert into pakn.report_publication (tenant_id, report_id, text_release, answer_release, published_at, status,
		category_id, agency_id, area_id)
	select p_tenant, r.report_id, 'released', case when r.status = 'resolved' then 'released' else 'hidden' end,
		coalesce(r.closed_at, r.received_at), r.status, r.category_id, r.agency_id, r.area_id
	from import_placed p join pakn.report r on r.tenant_id = p_tenant and r.report_id = p.report_id
	where p.text_public and pakn.publishable(r);
	insert into pakn.archive_wait
	select p_tenant, r.report_id, coalesce(r.closed_at, now())
	from import_placed p join pakn.report r on r.tenant_id = p_tenant and r.report_id = p.report_id
	where r.status = 'resolved';
	insert into pakn.report_event (tenant_id, event_id, report_id, at, type, actor_kind, from_status, to_status,
		from_agency_id, agency_id, category_id, area_id, stat_class, stat_bucket, due_at, public, content_digest, imported)
	select p_tenant, e.event_id, e.report_id, e.at, e.type, case when e.no = 0 then 'citizen' else 'staff' end,
		e.from_status, e.status, case when e.no > 0 then e.agency_id end, e.agency_id, e.category_id, e.area_id,
		e.stat_class, e.stat_bucket, e.due_at, coalesce(a.public, true),
		case when e.no = 0 then sha256(p.text_salt || convert_to(p.description, 'UTF8'))
			when e.text is not null then sha256(e.salt || convert_to(e.text, 'UTF8')) end, true
	from import_event e
		join import_placed p on p.report_id = e.report_id
		left join pakn.action a on a.event_type = e.type;
	insert into pakn.event_content
	select p_tenant, e.event_id, e.report_id, e.salt, e.text from import_event e where e.text is not null;
	insert into pakn.event_unsealed select p_tenant, e.event_id from import_event e;
	insert into pakn.clock_span (tenant_id, report_id, starts_at, ends_at, agency_id, part, due_at)
	select p_tenant, s.report_id, s.at, s.until, case s.part when 'review' then t.desk_id else s.agency_id end, s.part, s.due_at
	from (select e.*, lead(e.at) over (partition by e.report_id order by e.no) as until,
			pakn.clock_part(e.status, null, e.released_at, e.closed_at) as part
		from import_event e) s
		join pakn.tenant t on t.tenant_id = p_tenant
	where s.at < s.until;
	-- Who sent it waits here for the command to seal it (senders_import), in this transaction.
	create temp table import_sender on commit drop as
	select p_tenant as tenant_id, p.report_id, p.name, p.phone, p.email
	from import_placed p
	where p.name is not null or p.phone is not null or p.email is not null;
	-- From step to step, and what is counted beside; a deadline passes in its hour.
	insert into pakn.stat_delta
	select p_tenant, gen_random_uuid(), d.n, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id, r.channel_id,
		d.stat_class, d.stat_bucket, r.kind, r.urgency, false, case when m.no > 0 or m.place > 1 then date_trunc('hour', m.at) end
	from (
		select s.*, lag(s.stat_class) over w as class_was, lag(s.stat_bucket) over w as bucket_was
		from (
			select e.report_id, e.no, 1 as place, e.at, e.stat_class, e.stat_bucket from import_event e
			union all
			select e.report_id, e.no, 2, e.due_at, 2, 0 from import_event e where e.stat_class <= 1 and e.due_at <= e.next_at) s
		window w as (partition by s.report_id order by s.no, s.place)) m
		join pakn.report r on r.tenant_id = p_tenant and r.report_id = m.report_id
		cross join lateral (values (-1, m.class_was, m.bucket_was), (1, m.stat_class, m.stat_bucket)) d (n, stat_class, stat_bucket)
	where d.stat_class is not null and (m.class_was, m.bucket_was) is distinct from (m.stat_class, m.stat_bucket);
	perform pakn.stat_happened(r, e.type, e.at)
	from import_event e join pakn.report r on r.tenant_id = p_tenant and r.report_id = e.report_id
	where e.type in (select unnest(c.event_types) from pakn.stat_class c);
	-- As timing_put would have counted them.
	insert into pakn.stat_delta (tenant_id, delta_id, n, received_hour, agency_id, area_id, category_id, channel_id, stat_class, stat_bucket,
		kind, urgency, happened)
	select p_tenant, gen_random_uuid(), 1, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id, r.channel_id, f.stat_class,
		case f.measure when 'accept' then r.accept_bucket else r.answer_bucket end, r.kind, r.urgency, date_trunc('hour', f.at)
	from (select e.report_id, c.stat_class, c.measure, min(e.at) as at
			from import_event e join pakn.stat_class c on c.measure = 'accept' and pakn.event_accepts(e.type, e.status) or c.measure = 'answer' and e.type = 'answered'
			group by 1, 2, 3) f
		join pakn.report r on r.tenant_id = p_tenant and r.report_id = f.report_id;
	perform pakn.work_item_follow(r), pakn.stage_follow(r, r, coalesce(r.accepted_at, r.received_at))
	from import_placed p join pakn.report r on r.tenant_id = p_tenant and r.report_id = p.report_id
	where p.closed_at is null;
	drop table import_event;
end $$;
