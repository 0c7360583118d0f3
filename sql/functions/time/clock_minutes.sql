-- clock_minutes: for how many working minutes the clock of a report stood still since an instant (null: at all).
create or replace function pakn.clock_minutes(r pakn.report, p_since timestamptz)
returns int
language plpgsql stable
as $$
begin
	return (
		select coalesce(sum(pakn.working_minutes(r.tenant_id,
			coalesce(r.calendar_id, pakn.agency_calendar(r.tenant_id, r.agency_id)), greatest(lower(s), p_since), upper(s))), 0)
		from unnest(r.stopped) s);
end $$;
