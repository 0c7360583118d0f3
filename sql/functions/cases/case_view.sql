-- case_view: a case as somebody may see it: those who work on it and who may see all cases all of it, an agency
-- that did once its own time; null: nothing.
create or replace function pakn.case_view(r pakn.report, p_role text, p_roles text[], p_agency_id int)
returns json
language plpgsql stable
as $$
declare
	v_standing text := pakn.case_standing(r, p_agency_id);
begin
	return case
		when v_standing in ('lead', 'offered', 'coordinating') or pakn.may(p_role, 'case:read_all')
			then pakn.case_json(r, p_roles, p_agency_id)
		when v_standing = 'former' then pakn.case_former_json(r, p_agency_id)
	end;
end $$;
