-- time_left: how much time is left for the answer of a report, in words (left_words); null where no clock runs:
-- while somebody is waited for, and once an answer was given out or the report is closed.
create or replace function pakn.time_left(r pakn.report, p_lang text default 'vi')
returns text
language plpgsql stable
as $$
begin
	return case when r.stat_class <= 2 and r.waits_until is null then pakn.left_words(r.tenant_id,
		coalesce(r.calendar_id, pakn.agency_calendar(r.tenant_id, r.agency_id)), r.due_at, now(), p_lang) end;
end $$;
