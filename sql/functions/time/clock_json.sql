-- clock_json: how a report stands in time, for those who work on it: from when on it counts, in words when it is due and
-- what is left, the stage and when that must be done, what it waits for, and what more time was asked and granted.
create or replace function pakn.clock_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_strip_nulls(json_build_object(
			'starts_at', coalesce(r.clock_from, r.received_at),
			'due', case when r.stat_class <= 2 then pakn.due_words(r.due_at) end, 'left', pakn.time_left(r),
			'calendar', c.code, 'deadline_class', r.deadline_class,
			'stage', case when r.released_at is null and w.report_id is not null then pakn.stage_of(r.status, r.resume_to) end,
			'stage_since', w.stage_since, 'stage_due_at', case when r.waits_until is null then w.stage_due_at end,
			'waits_until', r.waits_until, 'minutes_stopped', nullif(pakn.clock_minutes(r, null), 0),
			'asked_due', r.asked_due, 'decided_by', case r.asked_of when 'head_asked' then 'head' when 'desk_asked' then 'dispatcher' end,
			'extended_to', r.extended_to, 'extensions', r.extensions))
		from (select) as one
			left join pakn.calendar c on c.tenant_id = r.tenant_id and c.calendar_id = r.calendar_id
			left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead');
end $$;
