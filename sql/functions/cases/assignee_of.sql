-- assignee_of: whom an agency has given a report to, as long as they work there; null: nobody.
create or replace function pakn.assignee_of(p_tenant int, p_report_id uuid, p_agency_id int)
returns int
language plpgsql stable
as $$
begin
	return (select s.staff_id
		from (select a.staff_id from pakn.assignment a
			where a.tenant_id = p_tenant and a.report_id = p_report_id and a.agency_id = p_agency_id
			order by a.version desc limit 1) last
			join pakn.staff s on s.tenant_id = p_tenant and s.staff_id = last.staff_id and s.active
				and s.agency_id = p_agency_id);
end $$;
