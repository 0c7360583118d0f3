-- report_route: gives a report that lies at the desk to the agency that the rules of its day name, now that they
-- have what they decide by; where none does, it stays.  Doubts about anything but the place want a person.
-- Answers the report as it is afterwards.
-- Writes: report, report_agency, work_item, and as report_move
create or replace function pakn.report_route(r pakn.report, p_event_id uuid)
returns pakn.report
language plpgsql
as $$
declare
	v_rule record;
begin
	if r.status <> 'received' or exists (select from jsonb_array_elements(r.review) d
		where d->>'code' <> all ('{ended_area,unknown_area,out_of_area}')) then
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
	r.urgency := coalesce(v_rule.urgency, r.urgency);
	if v_rule.deadline_class is not null then
		r.due_at := (select d.due_at from pakn.answer_due(r.tenant_id, v_rule.deadline_class, r.received_at) d);
	end if;
	r := pakn.report_move(r, p_event_id, 'assign', 'assigned', 'system', null, v_rule.agency_id, v_rule.reason, null);
	update pakn.report x set rule_id = v_rule.rule_id, rule_version = v_rule.version, route_facts = v_rule.facts,
		urgency = r.urgency, due_at = r.due_at
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id
	returning * into r;
	insert into pakn.report_agency
	select r.tenant_id, r.report_id, a.agency_id, now(), true
	from pakn.agencies_along(r.tenant_id, v_rule.coordinating, r.agency_id, r.area_id, r.received_at) a
	on conflict do nothing;
	return r;
end $$;
