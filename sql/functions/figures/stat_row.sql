-- stat_row: the agency in whose row a report of a class stands: what is late, in that of the agency that led when its
-- deadline passed, for good; all else, in that of the agency that leads now.
create or replace function pakn.stat_row(p_stat_class smallint, p_agency_id int, p_late_agency_id int)
returns int
language plpgsql stable
as $$
begin
	return case when p_late_agency_id is null or p_late_agency_id = p_agency_id then p_agency_id
		when (select c.late + c.overdue = 1 from pakn.stat_class c where c.stat_class = p_stat_class) then p_late_agency_id
		else p_agency_id end;
end $$;
