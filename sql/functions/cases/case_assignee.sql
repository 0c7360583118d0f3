-- case_assignee: whom an agency that works on a case has given it to, for any other who looks at it the lead.
create or replace function pakn.case_assignee(r pakn.report, p_agency_id int)
returns json
language plpgsql stable
as $$
begin
	return (select pakn.staff_json(w.tenant_id, w.assignee_id)
		from pakn.work_item w
		where w.tenant_id = r.tenant_id and w.report_id = r.report_id and (w.agency_id = p_agency_id or w.part = 'lead')
		order by w.agency_id = p_agency_id desc
		limit 1);
end $$;
