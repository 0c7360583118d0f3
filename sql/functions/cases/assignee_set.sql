-- assignee_set: gives a case within an agency to somebody there, who has it until it is given to somebody else (null: to nobody),
-- whatever is claimed and however claims end.  Call it with the report locked, after report_move, whose version it is.
-- Writes: assignment, work_item
create or replace function pakn.assignee_set(r pakn.report, p_agency_id int, p_staff_id int)
returns void
language plpgsql
as $$
begin
	insert into pakn.assignment values (r.tenant_id, r.report_id, r.version, p_agency_id, p_staff_id);
	update pakn.work_item w set assignee_id = p_staff_id
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.agency_id = p_agency_id;
end $$;
