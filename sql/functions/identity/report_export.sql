-- report_export: a report with all that concerns its sender: what they agreed to, what was said and done,
-- and who looked at who they are.
create or replace function pakn.report_export(p_tenant int, p_report_id uuid)
returns json
language sql stable
as $$
	select json_build_object(
		'id', r.report_id, 'code', r.code, 'status', r.status, 'channel', ch.code, 'category', c.code,
		'agency', json_build_object('code', a.code, 'name', a.name),
		'received_at', r.received_at, 'observed_at', r.observed_at, 'closed_at', r.closed_at,
		'description', r.description, 'address', r.address,
		'location', case when r.lat is not null then json_build_object('lat', r.lat, 'lon', r.lon) end,
		'attachments', pakn.attachments_shown(r, true),
		'attributes', r.attributes, 'review', r.review, 'origin', r.origin, 'anonymous', r.anonymous, 'publish', r.publish,
		'answer', r.answer, 'allow_call', s.allow_call, 'consent_version', s.consent_version,
		'timeline', pakn.report_timeline(p_tenant, r.report_id, true, 'vi'),
		'looks', (select coalesce(json_agg(json_build_object('at', l.at, 'purpose', l.purpose, 'by', w.name,
				'role', w.role, 'fields', l.fields, 'reason', l.reason) order by l.look_id), '[]')
			from pakn.identity_look l
				left join pakn.staff w on w.tenant_id = l.tenant_id and w.staff_id = l.staff_id
			where l.tenant_id = p_tenant and l.report_id = r.report_id))
	from pakn.report r
		join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
		join pakn.channel ch on ch.channel_id = r.channel_id
		left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
		left join pakn.report_sender s on s.tenant_id = r.tenant_id and s.report_id = r.report_id
	where r.tenant_id = p_tenant and r.report_id = p_report_id
$$;
