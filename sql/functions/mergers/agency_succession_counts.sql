-- agency_succession_counts: what goes over where an agency is succeeded: its open cases (also those whose answer
-- the desk reviews), of them those that somebody has claimed, what it coordinates, rules, accounts, those in
-- charge, and the agencies below it.
create or replace function pakn.agency_succession_counts(p_tenant int, p_agency_id int, p_at date)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('cases', w.cases, 'claimed', w.claimed, 'coordinated', w.coordinated,
		'rules', (select count(*) from pakn.routing_rule r where r.tenant_id = p_tenant and r.version_to = 2147483647
			and (r.agency_id = p_agency_id or p_agency_id = any (r.coordinating)) and r.valid_to > p_at::timestamp at time zone 'Asia/Ho_Chi_Minh'),
		'accounts', (select count(*) from pakn.staff s where s.tenant_id = p_tenant and s.agency_id = p_agency_id),
		'heads', (select count(*) from pakn.agency_head h where h.tenant_id = p_tenant and h.agency_id = p_agency_id
			and h.valid_from <= now() and now() < h.valid_to),
		'below', (select count(*) from pakn.agency a where a.tenant_id = p_tenant and a.parent_id = p_agency_id
			and a.valid_to > p_at))
	from (
		select count(*) filter (where i.part = 'lead' and r.agency_id = p_agency_id) as cases,
			count(*) filter (where i.part = 'lead' and r.agency_id = p_agency_id and i.lease_until > now()) as claimed,
			count(*) filter (where i.part = 'coordinate')
				+ (select count(*) from pakn.report_agency g where g.tenant_id = p_tenant and g.agency_id = p_agency_id and exists (select
					from pakn.work_item o where o.tenant_id = p_tenant and o.report_id = g.report_id)) as coordinated
		from pakn.work_item i join pakn.report r on r.tenant_id = i.tenant_id and r.report_id = i.report_id
		where i.tenant_id = p_tenant and (i.agency_id = p_agency_id or i.status = 'answered' and r.agency_id = p_agency_id)
	) w
$$;
