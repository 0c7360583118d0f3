-- agency_calendar: the calendar by which an agency works: its own, or that of the province's offices.
create or replace function pakn.agency_calendar(p_tenant int, p_agency_id int)
returns int
language plpgsql stable
as $$
begin
	return (
		select coalesce(a.calendar_id, t.office_calendar_id)
		from pakn.tenant t left join pakn.agency a on a.tenant_id = t.tenant_id and a.agency_id = p_agency_id
		where t.tenant_id = p_tenant);
end $$;
