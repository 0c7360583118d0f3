-- lead_faults: reports of which not exactly one agency, or the desk, has the lead, and what is wrong.  There may be none:
-- report.agency_id is never null, report_submit and reports_placed take it from an agency that is there, and none is ever
-- deleted; work_item_lead lets an open report have one lead item, which the same statements write as write the
-- report.  What no constraint holds together, since growing tables have no foreign keys, is counted here.
create or replace function pakn.lead_faults(p_tenant int)
returns table (report_id uuid, fault text)
language sql stable
as $$
	select r.report_id, x.fault
	from pakn.report r
		left join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
		left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead'
		join pakn.tenant t on t.tenant_id = r.tenant_id
		cross join lateral (values
			('its agency does not exist', a.agency_id is null),
			('it is open, and nobody has the work', r.closed_at is null and w.agency_id is null),
			('it is closed, and somebody has the work', r.closed_at is not null and w.agency_id is not null),
			('the work is neither with its agency nor with the desk', w.agency_id not in (r.agency_id, t.desk_id)),
			('its lead works along with itself', exists (select from pakn.report_agency g
				where g.tenant_id = r.tenant_id and g.report_id = r.report_id and g.agency_id = r.agency_id))) x (fault, found)
	where r.tenant_id = p_tenant and x.found
	union all
	select w.report_id, 'there is work on it, and no report'
	from pakn.work_item w
	where w.tenant_id = p_tenant and not exists (select from pakn.report r
		where r.tenant_id = w.tenant_id and r.report_id = w.report_id)
$$;
