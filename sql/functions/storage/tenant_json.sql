-- tenant_json: what a province has set, as acts show it.
create or replace function pakn.tenant_json(p_tenant int)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('name', t.name, 'hotline', t.hotline, 'default', t.is_default,
		'desk', (select a.code from pakn.agency a where a.tenant_id = t.tenant_id and a.agency_id = t.desk_id),
		'counted_from', nullif(t.counted_from, '-infinity'), 'second_factor', t.second_factor, 'sender_days', t.sender_days,
		'attachment_kinds', t.attachment_kinds, 'handover_limit', t.handover_limit, 'accept_minutes', t.accept_minutes,
		'hosts', (select coalesce(jsonb_agg(h.host order by h.host), '[]') from pakn.tenant_host h where h.tenant_id = t.tenant_id))
	from pakn.tenant t where t.tenant_id = p_tenant
$$;
