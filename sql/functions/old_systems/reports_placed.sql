-- reports_placed: puts the reports of import_given into the temporary table import_placed with their ids, commune,
-- agency, deadline and status, found as report_submit finds them where the line does not say it, and with
-- the times that follow from others: who answers has accepted, what is released was answered.
-- Writes: import_placed
create or replace function pakn.reports_placed(p_tenant int)
returns void
language plpgsql
as $$
begin
	create temp table import_placed on commit drop as
	with located as materialized (
		select g.*, coalesce(g.named_area_id, spot.area_id, 0) as area_id,
			g.lat is not null and coalesce(g.named_area_id, spot.area_id) is null as outside
		from import_given g
			left join lateral (
				select coalesce((select a.area_id from pakn.area_locate(p_tenant, g.lon, g.lat, g.received_at) a),
					(select a.area_id from pakn.area_locate(p_tenant, g.lon, g.lat, now()) a)) as area_id) spot
				on g.named_area_id is null and g.lat is not null
	)
	select pakn.uuid_at(l.received_at, 0) as report_id, pakn.salt() as text_salt, l.line, l.key, l.code, l.body_hash,
		l.received_at, l.observed_at, l.channel_id, l.kind, l.category_id, coalesce(route.urgency, l.urgency) as urgency, l.area_id, agency.agency_id,
		case
			when l.status in ('received', 'assigned', 'open') then
				case when agency.agency_id = t.desk_id then 'received' else 'assigned' end
			when l.status = 'closed' then 'resolved'
			else l.status
		end as status,
		case when agency.agency_id = t.desk_id then 'received' else 'assigned' end as first_status,
		coalesce(l.given_due_at, due.due_at) as due_at, l.given_due_at as due_given, due.class as deadline_class, due.calendar_id,
		nullif(due.starts_at, l.received_at) as clock_from, route.rule_id, route.version as rule_version, route.facts as route_facts,
		route.coordinating,
		l.accepted_at as given_accepted_at,
		coalesce(l.accepted_at, answered.at) as accepted_at, answered.at as answered_at,
		case when l.status = 'answered' then case when not agency.needs_approval then answered.at end
			else released.at end as released_at,
		case when l.status in ('resolved', 'closed') then coalesce(l.closed_at, released.at) else l.closed_at end as closed_at,
		case when l.status = 'closed' then coalesce(l.answer, 'Hệ thống trước đây đã đóng phản ánh này, không kèm câu trả lời.')
			else l.answer end as answer,
		l.outcome, l.reason, l.publish, l.text_public, l.lon, l.lat, l.address, l.description,
		case
			when l.named_agency_id is not null then 'Đơn vị theo hệ thống trước đây.'
			else coalesce(route.reason, pakn.desk_reason(l.in_scope, l.outside, l.category_id, l.area_id))
		end as route_reason,
		l.name, l.phone, l.email
	from located l
		join pakn.tenant t on t.tenant_id = p_tenant
		left join lateral pakn.route_find(p_tenant, l.category_id, l.area_id, l.received_at, l.lon, l.lat,
			case when l.kind = 'business' then 4 else 1 end) route
			on l.named_agency_id is null and l.in_scope and not l.outside
		join pakn.agency on agency.tenant_id = p_tenant
			and agency.agency_id = coalesce(l.named_agency_id, route.agency_id, t.desk_id)
		cross join lateral (select case
			when l.status = 'closed' then coalesce(l.released_at, l.closed_at) else l.released_at end as at) released
		cross join lateral (select coalesce(l.answered_at, released.at) as at) answered
		cross join lateral (select d.*, named.class from (select coalesce(route.deadline_class, l.deadline_class) as class) named
			cross join lateral pakn.answer_due(p_tenant, named.class, l.received_at,
				coalesce(agency.calendar_id, t.office_calendar_id)) d) due;
	analyze import_placed;
end $$;
