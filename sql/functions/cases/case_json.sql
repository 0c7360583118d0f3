-- case_json: a report as those see it who work on it: everything but who sent it; of them only
-- whether they are told what one writes, and whether they may be called.
create or replace function pakn.case_json(r pakn.report, p_roles text[], p_agency_id int)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_strip_nulls(json_build_object(
			'id', r.report_id, 'code', r.code, 'status', r.status, 'status_name', pakn.report_status_name(r),
			'version', r.version, 'kind', r.kind, 'channel', ch.code, 'urgency', r.urgency,
			'category', c.code, 'category_name', c.name,
			'agency', json_build_object('code', a.code, 'name', a.name), 'standing', pakn.case_standing(r, p_agency_id),
			'coordinating', p.parties->'coordinating', 'offered_to', p.parties->'offered_to',
			'handovers', p.parties->'handovers', 'contested', p.parties->'contested',
			'area', case when r.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name,
				'named', r.origin->>'area_code') end,
			'description', r.description, 'address', r.address,
			'location', case when r.lat is not null then json_build_object('lat', r.lat, 'lon', r.lon) end,
			'attachments', pakn.attachments_of_case(r.tenant_id, r.report_id),
			'attributes', r.attributes, 'anonymous', r.anonymous, 'publish', r.publish,
			'received_at', r.received_at, 'observed_at', r.observed_at, 'due_at', r.due_at, 'clock', pakn.clock_json(r),
			'overdue', r.stat_class <= 2 and r.due_at <= now(), 'escalation', pakn.escalation_json(r),
			'accepted_at', r.accepted_at, 'released_at', r.released_at, 'closed_at', r.closed_at,
			'answer', r.answer, 'outcome', r.outcome, 'outcome_name', pakn.outcome_name(r.outcome), 'planned_on', r.planned_on,
			'awaits_approval', case when r.status = 'answered' then r.released_at is null end,
			'follow_up', pakn.follow_up_json(r),
			'publication', pakn.publication_json(r), 'me_too', pakn.support_count(r),
			'contact', json_build_object('can_write', coalesce(pakn.sender_reachable(sender), false),
				'may_call', coalesce(pakn.sender_may_be_called(sender), false)),
			'routing', pakn.case_routing(r),
			'review', case when r.review is not null then
				json_build_object('open', coalesce(w.needs_review, false), 'doubts', r.review,
					'candidates', pakn.area_candidates(r)) end,
			'assignee', pakn.case_assignee(r, p_agency_id), 'claimed_by', case when w.lease_until > now() then s.name end,
			'lease_until', case when w.lease_until > now() then w.lease_until end,
			'allowed', (select coalesce(json_agg(l.action order by l.action), '[]')
				from pakn.lifecycle_allowed(r, p_roles, p_agency_id) l),
			'history', pakn.case_history(r.tenant_id, r.report_id)))
		from pakn.agency a
			cross join (select pakn.case_parties(r) as parties offset 0) p
			join pakn.channel ch on ch.channel_id = r.channel_id
			left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
			left join pakn.area area on area.tenant_id = r.tenant_id and area.area_id = r.area_id
			left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead'
			left join pakn.report_sender sender on sender.tenant_id = r.tenant_id and sender.report_id = r.report_id
			left join pakn.staff s on s.tenant_id = r.tenant_id and s.staff_id = w.claimed_by
		where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id);
end $$;
