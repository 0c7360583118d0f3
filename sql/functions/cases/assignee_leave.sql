-- assignee_leave: gives what somebody has, for good or by a claim, to somebody else (null: back to the queue), with a line in
-- the history of each case.
-- Writes: assignment, work_item, and as report_move
create or replace function pakn.assignee_leave(p_tenant int, p_staff_id int, p_to int, p_text text)
returns void
language plpgsql
as $$
declare
	r pakn.report;
	v_agency int;
begin
	-- The report's row first, as everywhere.
	for r in select x.* from pakn.report x
		where x.tenant_id = p_tenant and x.report_id in (
			select w.report_id from pakn.work_item w where w.tenant_id = p_tenant and w.assignee_id = p_staff_id
			union
			select w.report_id from pakn.work_item w
			where w.tenant_id = p_tenant and w.claimed_by = p_staff_id and w.lease_until > now())
		order by x.report_id
		for update
	loop
		update pakn.work_item w
		set claimed_by = p_to, lease_until = case when p_to is null then now() else w.lease_until end
		where w.tenant_id = p_tenant and w.report_id = r.report_id and w.claimed_by = p_staff_id and w.lease_until > now();
		v_agency := (select w.agency_id from pakn.work_item w
			where w.tenant_id = p_tenant and w.report_id = r.report_id and w.assignee_id = p_staff_id limit 1);
		continue when not found and v_agency is null;
		r := pakn.report_move(r, pakn.uuid_at(clock_timestamp(), 0), 'hand-over', r.status, 'system', null, null, p_text, null);
		if v_agency is not null then
			perform pakn.assignee_set(r, v_agency, p_to);
		end if;
	end loop;
end $$;
