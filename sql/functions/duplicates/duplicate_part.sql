-- duplicate_part: takes a report out of the one that it is merged into, by somebody of the staff or by the system.  Call it with both
-- locked.  Answers the report as it is afterwards.
-- Writes: report_duplicate, report, stat_delta, and as report_move or event_add
create or replace function pakn.duplicate_part(r pakn.report, p_event_id uuid, p_actor_kind text, p_staff_id int, p_reason text)
returns pakn.report
language plpgsql
as $$
declare
	d pakn.report_duplicate;
	k pakn.report;
begin
	delete from pakn.report_duplicate x where x.tenant_id = r.tenant_id and x.report_id = r.report_id returning * into d;
	update pakn.report x set merged = nullif(x.merged - 1, 0)
	where x.tenant_id = r.tenant_id and x.report_id = d.kept_id
	returning * into k;
	-- Up to here the deadline that it shared passes for it; from here on, its own.
	r := pakn.stat_pass(r, pakn.report_next_at(r.tenant_id, r.report_id));
	r.due_at := d.due_at;
	r := pakn.report_move(r, p_event_id, 'separate', r.resume_to, p_actor_kind, p_staff_id, d.agency_id, p_reason, null);
	if k.closed_at is null and k.released_at is null then
		perform pakn.report_move(k, pakn.uuid_at(pakn.uuid_time(p_event_id) + interval '1 ms', 0), 'part', k.status, p_actor_kind, p_staff_id, null,
			'Tách ' || r.code, null);
	else
		perform pakn.event_add(k, pakn.uuid_at(pakn.uuid_time(p_event_id) + interval '1 ms', 0), 'part', 'Tách ' || r.code, p_staff_id);
	end if;
	return r;
end $$;
