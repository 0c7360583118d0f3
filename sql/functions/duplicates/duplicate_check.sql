-- duplicate_check: raises whatever forbids that a case r is merged into another, k.  Who may not see the other does not learn of it.
-- Raises: PK409 of_another_agency | PK422 of: unknown_case, same_case, refused_case, came_first
create or replace function pakn.duplicate_check(r pakn.report, k pakn.report, p_role text, p_agency_id int)
returns void
language plpgsql stable
as $$
declare
	v_anywhere boolean := pakn.may(p_role, 'case:act_all');
	v_code text := case
		when k.report_id is null or not v_anywhere and coalesce(pakn.case_standing(k, p_agency_id), 'former') = 'former' then 'unknown_case'
		when k.report_id = r.report_id then 'same_case'
		when k.closed_at is not null and k.status not in ('resolved', 'archived') then 'refused_case'
		when k.closed_at is null and (k.received_at, k.report_id) > (r.received_at, r.report_id) then 'came_first'
	end;
begin
	if v_code is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/of', v_code));
	elsif not v_anywhere and k.agency_id <> r.agency_id then
		perform pakn.refuse(409, 'of_another_agency');
	end if;
end $$;
