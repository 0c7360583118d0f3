-- tenant_merge_counts: what goes over with a merger, and what stays.
create or replace function pakn.tenant_merge_counts(p_old int)
returns jsonb
language sql stable
as $$
	select jsonb_build_object(
		'cases', (select count(*) from pakn.work_item w where w.tenant_id = p_old and w.part = 'lead'),
		'senders', (select count(*) from pakn.work_item w join pakn.report_sender s on s.tenant_id = p_old and s.report_id = w.report_id
			where w.tenant_id = p_old and w.part = 'lead'),
		'codes', (select count(*) from pakn.report_code c where c.tenant_id = p_old),
		'accounts', (select count(*) from pakn.staff s where s.tenant_id = p_old and s.active),
		'keys', (select count(*) from pakn.credential c where c.tenant_id = p_old and c.kind = 'k' and c.revoked_at is null),
		'gateways', (select count(*) from pakn.credential c where c.tenant_id = p_old and c.kind = 'g' and c.revoked_at is null),
		'closed', (select count(*) from pakn.report r where r.tenant_id = p_old and r.closed_at is not null))
$$;
