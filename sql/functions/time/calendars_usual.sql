-- calendars_usual: gives a province its two calendars, office hours and day and night, where it has none yet;
-- the statistics count by the first.  The hours are not set here.
-- Writes: calendar, tenant
create or replace function pakn.calendars_usual(p_tenant int)
returns void
language plpgsql
as $$
begin
	insert into pakn.calendar
	values (p_tenant, 1, 'office', 'Giờ hành chính'), (p_tenant, 2, 'always', 'Liên tục 24 giờ')
	on conflict do nothing;
	update pakn.tenant t set office_calendar_id = 1
	where t.tenant_id = p_tenant and t.office_calendar_id is null;
end $$;
