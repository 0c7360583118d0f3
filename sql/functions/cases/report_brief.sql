-- report_brief: a report as it stands in the list of who sent it or typed it in.
create or replace function pakn.report_brief(r pakn.report)
returns json
language sql stable
as $$
	select json_strip_nulls(json_build_object(
		'code', r.code, 'status', r.status, 'status_name', pakn.report_status_name(r),
		'category', c.code, 'category_name', c.name,
		'agency', json_build_object('code', a.code, 'name', a.name),
		'channel', ch.code, 'received_at', r.received_at, 'observed_at', r.observed_at, 'due_at', r.due_at,
		'closed_at', r.closed_at, 'answered', r.status = 'resolved' and r.answer is not null))
	from pakn.agency a
		join pakn.channel ch on ch.channel_id = r.channel_id
		left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
	where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
$$;
