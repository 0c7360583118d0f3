-- stat_urgency: how urgent a report was after an event of its (at, event_id): most never were otherwise than they are.  Written to be inlined.
create or replace function pakn.stat_urgency(r pakn.report, p_at timestamptz, p_event_id uuid)
returns text
language sql stable
as $$
	select case when r.urgencies is null then r.urgency else coalesce((
		select u.urgency from jsonb_to_recordset(r.urgencies) u (at timestamptz, event uuid, urgency text)
		where (u.at, u.event) > (p_at, p_event_id)
		order by u.at, u.event
		limit 1), r.urgency) end
$$;
