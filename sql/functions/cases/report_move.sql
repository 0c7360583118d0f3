-- report_move: carries an allowed action out: the report, its work item, its history and its
-- figures, in one place.  Notices follow the history (notice_follow).  Answers the report as it is afterwards.
-- p_agency_id: the agency that it is about: of assign, transfer and succeed the new lead; p_text: the words of the event;
-- p_at: of what is imported, when it was: marked so in the event, and no notice is sent of it.
-- Writes: report, report_agency, report_event, event_content, event_unsealed, work_item, report_publication,
--         stat_delta
create or replace function pakn.report_move(r pakn.report, p_event_id uuid, p_action text, p_to text,
	p_actor_kind text, p_actor_id int, p_agency_id int, p_text text, p_outcome text,
	p_at timestamptz default null)
returns pakn.report
language plpgsql
as $$
declare
	n pakn.report := r;                              -- the report afterwards
	-- Never before what happened last, though this transaction may have begun earlier and waited for it.
	v_now timestamptz := coalesce(p_at, greatest(now(), pakn.report_last_at(r.tenant_id, r.report_id)));
	v_event pakn.action;
	v_desk int := (select t.desk_id from pakn.tenant t where t.tenant_id = r.tenant_id);
	v_lead pakn.agency;
	v_salt bytea := pakn.salt();
begin
	select * into v_event from pakn.action a where a.action = p_action;
	select * into v_lead from pakn.agency a where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id;
	n.version := r.version + 1;
	n.status := p_to;
	case p_action
		when 'accept' then
			n.accepted_at := coalesce(r.accepted_at, v_now);
		when 'assign', 'transfer' then
			n.agency_id := p_agency_id;
			-- What is given to the desk is there as if it had just come in.
			n.status := case when p_agency_id = v_desk then 'received' else p_to end;
			n.route_reason := coalesce(p_text, 'Bộ phận tiếp nhận phân công.');
		when 'offer' then
			n.offered_to := p_agency_id;
		when 'accept-transfer' then
			n.agency_id := p_agency_id;
			n.accepted_at := coalesce(r.accepted_at, v_now);
			n.route_reason := coalesce(p_text, 'Các đơn vị thống nhất chuyển.');
		when 'decline-transfer', 'cancel-transfer' then
			n.offered_to := null;
		when 'succeed' then
			n.agency_id := p_agency_id;
			n.route_reason := p_text;
		when 'return', 'lapse' then
			n.agency_id := v_desk;
			n.route_reason := p_text;
		when 'answer' then
			n.answer := p_text;
			n.outcome := p_outcome;
			n.accepted_at := coalesce(r.accepted_at, v_now);
			n.released_at := case when v_lead.needs_approval then null else v_now end;
		when 'approve' then
			n.released_at := coalesce(r.released_at, v_now);
			n.closed_at := v_now;
		when 'send-back' then
			n.late_round := r.late_round or coalesce(r.released_at > r.due_at, false);
			n.released_at := null;
			n.closed_at := null;
		when 'request-info' then
			n.resume_to := r.status;
		when 'supplement', 'resume' then
			n.resume_to := null;
		when 'reject', 'merge-out' then
			n.closed_at := v_now;
		else null;
	end case;
	if n.agency_id <> r.agency_id then
		n.handovers := r.handovers + v_event.hands_over::int;
		n.rule_id := null;
		n.first_route := coalesce(r.first_route, jsonb_build_object('rule', r.rule_id, 'reason', r.route_reason));
	end if;
	-- An offer stands as long as who made it, or their heir, has the case and works on it.
	if (n.agency_id <> r.agency_id and p_action <> 'succeed') or n.agency_id = n.offered_to
			or n.status not in ('assigned', 'in_progress') then
		n.offered_to := null;
	end if;
	n.stat_class := pakn.stat_class_of(n, v_now);
	n.stat_bucket := case when n.stat_class in (3, 4) then pakn.stat_bucket(pakn.working_minutes(r.tenant_id,
		(select t.office_calendar_id from pakn.tenant t where t.tenant_id = r.tenant_id),
		r.received_at, n.released_at)) else 0 end;

	update pakn.report x set version = n.version, status = n.status, agency_id = n.agency_id, rule_id = n.rule_id,
		route_reason = n.route_reason, first_route = n.first_route, accepted_at = n.accepted_at, answer = n.answer, outcome = n.outcome,
		released_at = n.released_at, closed_at = n.closed_at, late_round = n.late_round, resume_to = n.resume_to,
		offered_to = n.offered_to, handovers = n.handovers,
		stat_class = n.stat_class, stat_bucket = n.stat_bucket
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;

	insert into pakn.report_event values (r.tenant_id, p_event_id, r.report_id, v_now, v_event.event_type,
		p_actor_kind, p_actor_id, r.status, n.status, r.agency_id, n.agency_id, n.category_id, n.area_id,
		n.stat_class, n.stat_bucket, n.due_at, v_event.public,
		case when p_text is not null then sha256(v_salt || convert_to(p_text, 'UTF8')) end, p_at is not null,
		case when n.agency_id = r.agency_id then p_agency_id end);
	insert into pakn.event_unsealed values (r.tenant_id, p_event_id);
	if p_text is not null then
		insert into pakn.event_content values (r.tenant_id, p_event_id, r.report_id, v_salt, p_text);
	end if;
	perform pakn.coordination_follow(r, n, p_action, p_agency_id);
	perform pakn.work_item_follow(n, v_event.event_type);
	perform pakn.publication_touch(n, p_action);
	perform pakn.stat_move(r, n, p_event_id);
	perform pakn.stat_mark(r, n, v_event.event_type);
	return n;
end $$;
