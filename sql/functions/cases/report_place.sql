-- report_place: says in which commune a report's matter is: the report, its work item, its figures, its history.
-- Answers the report as it is afterwards.
-- Writes: report, work_item, stat_delta, and as report_move
create or replace function pakn.report_place(r pakn.report, p_event_id uuid, p_area_id int, p_staff_id int, p_text text)
returns pakn.report
language plpgsql
as $$
declare
	n pakn.report := r;
begin
	n.area_id := p_area_id;
	update pakn.report x set area_id = p_area_id
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	update pakn.work_item w set area_id = p_area_id
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id;
	-- Under an id of its own: the move may change its class besides.
	perform pakn.stat_move(r, n, gen_random_uuid());
	return pakn.report_move(n, p_event_id, 'classify', n.status, 'staff', p_staff_id, null, p_text, null);
end $$;
