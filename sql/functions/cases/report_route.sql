-- report_route: gives a report that lies at the desk to the agency that the rules of its day name, now that they
-- have what they decide by; where none does, or agencies have handed it over too often, it stays.  Doubts that are not settled by that (p_settled) want a person.
-- Answers the report as it is afterwards.
-- Writes: report, report_agency, work_item, and as report_move
create or replace function pakn.report_route(r pakn.report, p_event_id uuid, p_settled text[])
returns pakn.report
language plpgsql
as $$
declare
	v_now timestamptz := pakn.report_next_at(r.tenant_id, r.report_id);
	v_was pakn.report;
	v_rule record;
begin
	if r.status <> 'received' or pakn.is_contested(r) or exists (select from jsonb_array_elements(r.review) d
		where d->>'code' <> all (p_settled)) then
		return r;
	end if;
	update pakn.work_item w set needs_review = false
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.needs_review;
	select f.* into v_rule
	from pakn.route_find(r.tenant_id, r.category_id, r.area_id, r.received_at, r.lon, r.lat, pakn.report_sender_kind(r)) f
	where f.agency_id <> r.agency_id and not exists (select from pakn.category c
		where c.tenant_id = r.tenant_id and c.category_id = r.category_id and not c.in_scope);
	if not found then
		return r;
	end if;
	r := pakn.stat_pass(r, v_now);
	v_was := r;
	r.urgency := coalesce(v_rule.urgency, r.urgency);
	if r.urgency <> v_was.urgency then
		r.urgencies := coalesce(r.urgencies, '[]') || jsonb_build_object('at', v_now, 'event', p_event_id, 'urgency', v_was.urgency);
	end if;
	perform pakn.stat_move(v_was, r, gen_random_uuid(), v_now);
	-- A deadline that has passed has passed, whatever the rules say now.
	if v_rule.deadline_class is not null and r.due_at > v_now then
		r.deadline_class := v_rule.deadline_class;
		r.calendar_id := (select d.calendar_id from pakn.answer_due(r.tenant_id, r.deadline_class, r.received_at,
			pakn.agency_calendar(r.tenant_id, v_rule.agency_id)) d);
		r.due_at := pakn.due_of(r);
	end if;
	r := pakn.report_move(r, p_event_id, 'assign', 'assigned', 'system', null, v_rule.agency_id, v_rule.reason, null);
	update pakn.report x set rule_id = v_rule.rule_id, rule_version = v_rule.version, route_facts = v_rule.facts,
		urgency = r.urgency, urgencies = r.urgencies, due_at = r.due_at, deadline_class = r.deadline_class, calendar_id = r.calendar_id
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id
	returning * into r;
	insert into pakn.report_agency
	select r.tenant_id, r.report_id, a.agency_id, pakn.report_last_at(r.tenant_id, r.report_id), true
	from pakn.agencies_along(r.tenant_id, v_rule.coordinating, r.agency_id, r.area_id, r.received_at) a
	on conflict do nothing;
	perform pakn.work_item_follow(r);
	return r;
end $$;
