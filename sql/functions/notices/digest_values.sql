-- digest_values: what the words of a morning's digest may name: the open work of an agency as it stands.
create or replace function pakn.digest_values(p_tenant int, p_agency_id int)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('agency', a.name, 'province', t.name, 'hotline', t.hotline,
		'today', to_char(now() at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY'), 'open', count(i.report_id),
		'due_today', count(*) filter (where i.due_at >= now() and (i.due_at at time zone 'Asia/Ho_Chi_Minh')::date
			= (now() at time zone 'Asia/Ho_Chi_Minh')::date),
		'overdue', count(*) filter (where i.due_at < now()), 'unaccepted', count(*) filter (where i.status = 'assigned' and i.part = 'lead'),
		'escalated', count(i.escalated), 'urged', (select count(*) from pakn.urging u
			where u.tenant_id = p_tenant and u.agency_id = p_agency_id and u.replied_at is null))
	from pakn.tenant t
		join pakn.agency a on a.tenant_id = t.tenant_id and a.agency_id = p_agency_id
		left join pakn.work_item i on i.tenant_id = t.tenant_id and i.agency_id = a.agency_id
	where t.tenant_id = p_tenant
	group by a.name, t.name, t.hotline
$$;
