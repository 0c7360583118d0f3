-- report_place: says in which commune, and in which field, a report's matter is (null: as it was): the report, its work items,
-- its figures, its history.
-- Answers the report as it is afterwards.
-- Writes: report, work_item, stat_delta, and as report_move
create or replace function pakn.report_place(r pakn.report, p_event_id uuid, p_area_id int, p_category_id int, p_staff_id int, p_text text)
returns pakn.report
language plpgsql
as $$
declare
	v_now timestamptz := pakn.report_next_at(r.tenant_id, r.report_id);
	n pakn.report;
begin
	r := pakn.stat_pass(r, v_now);
	n := r;
	n.area_id := coalesce(p_area_id, r.area_id);
	n.category_id := coalesce(p_category_id, r.category_id);
	update pakn.report x set area_id = n.area_id, category_id = n.category_id
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	update pakn.work_item w set area_id = n.area_id, category_id = n.category_id
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id;
	-- Under an id of its own: the move may change its class besides.
	perform pakn.stat_move(r, n, gen_random_uuid(), v_now);
	return pakn.report_move(n, p_event_id, 'classify', n.status, 'staff', p_staff_id, null, p_text, null);
end $$;
