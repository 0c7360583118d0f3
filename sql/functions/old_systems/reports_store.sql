-- reports_store: stores the reports of import_placed as report_submit and report_move would have left them.
-- Writes: report_code, report, report_agency, report_publication, report_event, event_content, event_unsealed, stat_delta, work_item
create or replace function pakn.reports_store(p_tenant int)
returns void
language plpgsql
as $$
declare
	v_calendar int := (select t.office_calendar_id from pakn.tenant t where t.tenant_id = p_tenant);
begin
	create temp table import_event on commit drop as
	select pakn.uuid_at(e.at, e.no) as event_id, e.*, pakn.salt() as salt, p.agency_id, p.category_id, p.area_id, p.due_at,
		k.stat_class, case when k.stat_class in (3, 4) then b.stat_bucket else 0 end::smallint as stat_bucket,
		lag(e.status) over w as from_status, lead(e.no) over w is null as is_last
	from pakn.reports_events() e
		join import_placed p on p.report_id = e.report_id
		cross join lateral (select pakn.stat_class_at(e.status, p.due_at, e.accepted_at, e.released_at, false,
			e.closed_at, e.at) as stat_class) k
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
		rule_version, route_facts)
	select p_tenant, p.report_id, p.code, p.received_at, p.observed_at, p.channel_id, p.kind, p.category_id, p.urgency,
		p.area_id, p.agency_id, p.status, e.no + 1,
		pakn.stat_class_at(p.status, p.due_at, p.accepted_at, p.released_at, false, p.closed_at, now()), e.stat_bucket,
		p.publish, false, p.rule_id, p.due_at, p.accepted_at, p.released_at, p.closed_at, p.lon, p.lat, p.address,
		p.description, p.text_salt, p.route_reason, p.answer, p.outcome, p.rule_version, p.route_facts
	from import_placed p join import_event e on e.report_id = p.report_id and e.is_last;
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
	-- Who sent it waits here for the command to seal it (senders_import), in this transaction.
	create temp table import_sender on commit drop as
	select p_tenant as tenant_id, p.report_id, p.name, p.phone, p.email
	from import_placed p
	where p.name is not null or p.phone is not null or p.email is not null;
	insert into pakn.stat_delta
	select p_tenant, e.event_id, 1, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id,
		r.channel_id, r.stat_class, r.stat_bucket
	from import_event e join pakn.report r on r.tenant_id = p_tenant and r.report_id = e.report_id
	where e.is_last;
	perform pakn.work_item_follow(r)
	from import_placed p join pakn.report r on r.tenant_id = p_tenant and r.report_id = p.report_id
	where p.closed_at is null;
	drop table import_event;
end $$;
