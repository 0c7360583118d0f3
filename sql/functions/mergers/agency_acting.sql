-- agency_acting: for which agency somebody acts on a report: their own, or the ended one that it has succeeded, while
-- the report is there: for good where it was closed, for a moment where it waits to be moved.  Who was asked for before
-- both moved, and waited for the report meanwhile, acts for the heir.
create or replace function pakn.agency_acting(p_tenant int, p_own int, p_of_report int)
returns int
language plpgsql stable
as $$
begin
	return case when p_own <> p_of_report
		and (pakn.agency_heir(p_tenant, p_of_report) = p_own or pakn.agency_heir(p_tenant, p_own) = p_of_report) then p_of_report else p_own end;
end $$;
