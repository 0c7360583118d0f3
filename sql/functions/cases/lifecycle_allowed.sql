-- lifecycle_allowed: what somebody in these roles at an agency may do now with a report: what is really done
-- (does; a transfer begins as an offer), and where it leads.
-- Who answers for an agency may act only where that agency has the report, or in the role in which it stands to it
-- (case_standing); the desk may anywhere.  Once it was handed over too often, only the desk hands it over.
-- An importer tells what was: nobody has to be asked any more, and no limit held.
create or replace function pakn.lifecycle_allowed(r pakn.report, p_roles text[], p_agency_id int)
returns table (action text, does text, to_status text)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_standing text := pakn.case_standing(r, p_agency_id);
	v_anywhere text[] := array(select rr.role from pakn.role_right rr
		where rr.role = any (p_roles) and rr.right_name = 'case:act_all');
	v_past boolean := 'importer' = any (p_roles);
	v_contested boolean := pakn.is_contested(r) and not v_past;
begin
	return query
	select distinct on (l.action) l.action, case when v_past then l.action else coalesce(l.does, l.action) end, l.to_status
	from pakn.lifecycle l
	where l.from_status = r.status
		and (l.role = any (case when v_standing = 'lead' then p_roles else v_anywhere end)
			or l.role = v_standing and p_roles && '{staff,head}')
		and (not v_contested or l.role = any (v_anywhere)
			or not (select a.hands_over from pakn.action a where a.action = l.action))
		and case l.only_when
			when 'always' then true
			when 'own' then v_standing = 'lead'
			when 'released' then r.released_at is not null
			when 'unreleased' then r.released_at is null
			when 'offered' then r.offered_to is not null
			when 'unoffered' then r.offered_to is null
			when 'merged' then pakn.case_kept(r.tenant_id, r.report_id) <> r.report_id
			when 'planned' then r.planned_on is not null
			when 'planned_unheld' then r.planned_on is not null and not pakn.answer_held(r, 'fixed')
			else l.only_when = coalesce(r.asked_of, 'unasked') end
	order by l.action, l.does nulls first;
end $$;
