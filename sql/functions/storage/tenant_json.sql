-- tenant_json: what a province has set, as acts show it.
create or replace function pakn.tenant_json(p_tenant int)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('name', t.name, 'hotline', t.hotline, 'default', t.is_default,
		'desk', (select a.code from pakn.agency a where a.tenant_id = t.tenant_id and a.agency_id = t.desk_id),
		'counted_from', nullif(t.counted_from, '-infinity'), 'second_factor', t.second_factor, 'sender_days', t.sender_days,
		'attachment_kinds', t.attachment_kinds, 'handover_limit', t.handover_limit, 'accept_minutes', t.accept_minutes,
		'rating_days', t.rating_days, 'rating_change_days', t.rating_change_days, 'reopen_days', t.reopen_days, 'archive_days', t.archive_days,
		'link_days', t.link_days,
		'flags_remove', t.flags_remove, 'cutoff_day', t.cutoff_day, 'cutoff_hour', t.cutoff_hour, 'freeze_after_days', t.freeze_after_days,
		'hosts', (select coalesce(jsonb_agg(h.host order by h.host), '[]') from pakn.tenant_host h where h.tenant_id = t.tenant_id))
	from pakn.tenant t where t.tenant_id = p_tenant
$$;
