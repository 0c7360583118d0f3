-- case_line: a case as it stands in a list that staff searched for.
create or replace function pakn.case_line(r pakn.report)
returns json
language sql stable
as $$
	select json_strip_nulls(json_build_object(
		'id', r.report_id, 'code', r.code, 'status', r.status, 'status_name', pakn.status_name(r.status), 'version', r.version,
		'agency', json_build_object('code', a.code, 'name', a.name), 'category', c.code, 'category_name', c.name,
		'area', case when r.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name) end,
		'kind', r.kind, 'channel', ch.code, 'urgency', r.urgency, 'received_at', r.received_at, 'due_at', r.due_at,
		'overdue', r.stat_class <= 2 and r.due_at <= now(), 'closed_at', r.closed_at, 'outcome', r.outcome,
		'assignee', o.username, 'claimed_by', case when w.lease_until > now() then s.username end,
		'summary', left(r.description, 120), 'address', r.address))
	from pakn.agency a
		join pakn.channel ch on ch.channel_id = r.channel_id
		left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
		left join pakn.area area on area.tenant_id = r.tenant_id and area.area_id = r.area_id
		left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead'
		left join pakn.staff s on s.tenant_id = w.tenant_id and s.staff_id = w.claimed_by
		left join pakn.staff o on o.tenant_id = w.tenant_id and o.staff_id = w.assignee_id
	where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
$$;
