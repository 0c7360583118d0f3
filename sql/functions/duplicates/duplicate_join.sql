-- duplicate_join: has a report k stand for r, too, and for all that is merged into r: its deadline is the earliest of them, as long as
-- it is open.  Call it with both locked, before r itself is moved.  Answers k as it is afterwards.
-- Writes: report_duplicate, report, stat_delta, and as report_move or event_add
create or replace function pakn.duplicate_join(r pakn.report, k pakn.report, p_event_id uuid, p_staff_id int)
returns pakn.report
language plpgsql
as $$
declare
	n pakn.report := r;
	v_now timestamptz := pakn.report_next_at(r.tenant_id, r.report_id);
	v_late boolean;
	v_unsatisfied boolean := r.reopened_at is not null or coalesce(r.score in (select l.score from pakn.rating_level l where l.unsatisfied), false);
begin
	-- What waits for somebody waits no longer: its deadline is what it would be then.
	n.status := 'duplicate';
	n := pakn.clock_move(r, n, 'duplicate', v_now, null, null);
	v_late := r.late_round or n.due_at <= v_now;
	-- What is merged into it has shared its fate up to here, and brings that along.
	update pakn.report x set stat_class = p.stat_class, late_agency_id = p.late_agency_id
	from pakn.report_duplicate d, pakn.report c, pakn.stat_pass(c, v_now) p
	where d.tenant_id = r.tenant_id and d.kept_id = r.report_id
		and c.tenant_id = d.tenant_id and c.report_id = d.report_id and c.stat_class <= 1 and c.due_at <= v_now
		and x.tenant_id = c.tenant_id and x.report_id = c.report_id;
	update pakn.report_duplicate d set kept_id = k.report_id, late = d.late or v_late and not d.refused,
		unsatisfied = d.unsatisfied or v_unsatisfied and not d.refused
	where d.tenant_id = r.tenant_id and d.kept_id = r.report_id;
	insert into pakn.report_duplicate
	values (r.tenant_id, r.report_id, k.report_id, v_now, r.accepted_at is null and n.due_at > v_now, r.agency_id, n.due_at,
		r.received_at, r.area_id, r.category_id, r.channel_id, v_late, v_unsatisfied);
	update pakn.report x set merged = null where x.tenant_id = r.tenant_id and x.report_id = r.report_id and x.merged is not null;
	update pakn.report x set merged = coalesce(k.merged, 0) + coalesce(r.merged, 0) + 1
	where x.tenant_id = k.tenant_id and x.report_id = k.report_id
	returning * into k;
	if k.closed_at is null and k.released_at is null then
		return pakn.report_move(k, p_event_id, 'absorb', k.status, 'staff', p_staff_id, null, 'Gộp thêm ' || r.code, null);
	end if;
	perform pakn.event_add(k, p_event_id, 'absorb', 'Gộp thêm ' || r.code, p_staff_id);
	perform pakn.duplicates_follow(k, v_now);
	return k;
end $$;
