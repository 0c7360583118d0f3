-- notice_payload: what a webhook is told of a notice: all of it from the event, so that a repetition says the same.  No
-- words, and nothing of who sent the report: the receiver asks for the case with a credential of its own.
create or replace function pakn.notice_payload(o pakn.outbox)
returns text
language sql stable
as $$
	select json_build_object('type', o.notice, 'timestamp', coalesce(e.at, o.created_at), 'data', case when e.event_id is not null then
		json_build_object('id', r.report_id, 'code', r.code, 'seq', o.seq, 'from_status', e.from_status, 'status', e.to_status,
			'agency', json_build_object('code', a.code, 'name', a.name), 'from_agency', f.code, 'category', c.code, 'area', u.code,
			'due_at', e.due_at) else '{}' end)::text
	from (select o.tenant_id) t
		left join pakn.report_event e on e.tenant_id = o.tenant_id and e.event_id = o.event_id
		left join pakn.report r on r.tenant_id = o.tenant_id and r.report_id = o.report_id
		left join pakn.agency a on a.tenant_id = o.tenant_id and a.agency_id = e.agency_id
		left join pakn.agency f on f.tenant_id = o.tenant_id and f.agency_id = e.from_agency_id
		left join pakn.category c on c.tenant_id = o.tenant_id and c.category_id = e.category_id
		left join pakn.area u on u.tenant_id = o.tenant_id and u.area_id = e.area_id
$$;
