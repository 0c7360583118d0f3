-- report_move: carries an allowed action out: the report, its work item, its history and its
-- figures, in one place.  Notices follow the history (notice_follow).  Answers the report as it is afterwards.
-- p_agency_id: the agency that it is about: of assign, transfer, succeed, duplicate and separate the new lead; p_text: the words of the event;
-- p_until, p_due_on: as of clock_move; p_due_on is also the day for which something is planned.  p_outcome: of an
-- answer; of a rating its score.
-- p_at: of what is imported, when it was: marked so in the event, and no notice is sent of it.
-- Writes: report, report_agency, report_event, event_content, event_unsealed, clock_span, work_item, report_publication,
--         promise, stat_delta, archive_wait; as duplicates_follow
create or replace function pakn.report_move(r pakn.report, p_event_id uuid, p_action text, p_to text,
	p_actor_kind text, p_actor_id int, p_agency_id int, p_text text, p_outcome text,
	p_at timestamptz default null, p_until timestamptz default null, p_due_on date default null)
returns pakn.report
language plpgsql
as $$
declare
	n pakn.report;                                   -- the report afterwards
	v_now timestamptz := coalesce(p_at, pakn.report_next_at(r.tenant_id, r.report_id));
	v_event pakn.action;
	v_desk int := (select t.desk_id from pakn.tenant t where t.tenant_id = r.tenant_id);
	v_salt bytea := pakn.salt();
begin
	select * into v_event from pakn.action a where a.action = p_action;
	r := pakn.stat_pass(r, v_now);
	n := r;
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
			n.planned_on := (select p_due_on from pakn.outcome o where o.outcome = p_outcome and o.dated);
			n.released_at := case when pakn.answer_held(r, p_outcome, p_at is not null)
				and (p_actor_kind <> 'agency' or pakn.agency_has_head(r.tenant_id, r.agency_id)) then null else v_now end;
		when 'approve' then
			n.released_at := coalesce(r.released_at, v_now);
			n.closed_at := v_now;
		when 'fulfil' then
			n.outcome := 'fixed';
			n.planned_on := null;
		when 'replan' then
			n.planned_on := p_due_on;
		when 'send-back' then
			n.late_round := r.late_round or coalesce(r.released_at > r.due_at, false);
			n.released_at := null;
			n.closed_at := null;
		when 'request-info', 'pause' then
			n.resume_to := r.status;
		when 'supplement', 'resume' then
			n.resume_to := null;
		when 'reject', 'merge-out', 'withdraw' then
			n.closed_at := v_now;
		when 'duplicate' then
			n.agency_id := p_agency_id;
			n.closed_at := v_now;
			n.resume_to := case when r.status in ('info_requested', 'paused') then r.resume_to else r.status end;
		when 'separate' then
			n.agency_id := p_agency_id;
			n.closed_at := null;
			n.resume_to := null;
		when 'rate', 'change-rating' then
			n.score := p_outcome::smallint;
			n.rated_at := coalesce(r.rated_at, v_now);
		when 'reopen' then
			n := pakn.report_reopen(n, v_now);
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
	if n.status <> r.status or n.agency_id <> r.agency_id or p_action in ('extend', 'grant', 'refuse', 'move-due', 'absorb', 'part') then
		n := pakn.clock_move(r, n, p_action, v_now, p_until, p_due_on);
	end if;
	-- Taken apart, it is late no longer by the deadline of the other.
	if p_action = 'separate' and n.due_at > v_now and not n.late_round then
		n.late_agency_id := null;
	end if;
	-- Whoever led when a deadline passed answers for that for good, or their heir.
	if least(r.due_at, n.due_at) <= v_now and not (select c.late + c.overdue = 1 from pakn.stat_class c where c.stat_class = r.stat_class) then
		n.late_agency_id := r.agency_id;
	end if;
	if p_action = 'succeed' and n.late_agency_id = r.agency_id then
		n.late_agency_id := p_agency_id;
	end if;
	if n.status = 'duplicate' then
		select d.due_at, d.late_agency_id into n.due_at, n.late_agency_id from pakn.duplicate_as(n) d;
	end if;
	n.stat_class := pakn.stat_class_of(n, v_now);
	n.stat_bucket := pakn.stat_bucket_of(n, n.stat_class);
	n := pakn.timing_note(r, n, v_event.event_type, v_now);

	update pakn.report x set version = n.version, status = n.status, agency_id = n.agency_id, rule_id = n.rule_id,
		route_reason = n.route_reason, first_route = n.first_route, accepted_at = n.accepted_at, answer = n.answer, outcome = n.outcome,
		planned_on = n.planned_on,
		released_at = n.released_at, closed_at = n.closed_at, late_round = n.late_round, resume_to = n.resume_to,
		due_at = n.due_at, stopped = n.stopped, waits_until = n.waits_until, asked_due = n.asked_due, asked_of = n.asked_of,
		extended_to = n.extended_to, extended_at = n.extended_at, extensions = n.extensions,
		offered_to = n.offered_to, handovers = n.handovers, due_given = n.due_given,
		score = n.score, rated_at = n.rated_at, reopened_at = n.reopened_at,
		stat_class = n.stat_class, stat_bucket = n.stat_bucket, late_agency_id = n.late_agency_id,
		accept_bucket = n.accept_bucket, answer_bucket = n.answer_bucket
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;

	insert into pakn.report_event values (r.tenant_id, p_event_id, r.report_id, v_now, v_event.event_type,
		p_actor_kind, p_actor_id, r.status, n.status, r.agency_id, n.agency_id, n.category_id, n.area_id,
		n.stat_class, n.stat_bucket, n.due_at, v_event.public,
		case when p_text is not null then sha256(v_salt || convert_to(p_text, 'UTF8')) end, p_at is not null,
		case when n.agency_id = r.agency_id then p_agency_id end, n.version, n.late_agency_id);
	insert into pakn.event_unsealed values (r.tenant_id, p_event_id);
	if p_text is not null then
		insert into pakn.event_content values (r.tenant_id, p_event_id, r.report_id, v_salt, p_text);
	end if;
	perform pakn.clock_follow(r, n, v_event.event_type, v_now);
	perform pakn.coordination_follow(r, n, p_action, p_agency_id);
	perform pakn.work_item_follow(n, v_event.event_type);
	perform pakn.stage_follow(r, n, v_now);
	perform pakn.publication_touch(n, p_action);
	if coalesce(n.planned_on, r.planned_on) is not null then
		perform pakn.promise_follow(n);
	end if;
	if (r.status = 'resolved') <> (n.status = 'resolved') then
		perform pakn.archive_follow(n, v_now);
	end if;
	if n.agency_id <> r.agency_id or p_action = 'revoke-hand-off' then
		perform pakn.case_link_end(r);
	end if;
	perform pakn.stat_move(r, n, p_event_id, v_now);
	perform pakn.stat_happened(n, v_event.event_type, v_now, case when n.agency_id <> r.agency_id then r.agency_id end);
	perform pakn.timing_put(r, n, v_now);
	if n.merged > 0 then
		perform pakn.duplicates_follow(n, v_now);
	end if;
	return n;
end $$;
