-- fact_delete: takes back a fact of a noun of which some may be deleted: a holiday, a week of office hours, a rule
-- of deadlines or of answers, a duty, a ladder.  Rules of routing go with a version (rules_without).
-- Writes: holiday, office_hours, deadline_rule, answer_rule, tenant, duty, ladder, and as calendar_rebuild, escalation_again
create or replace function pakn.fact_delete(p_tenant int, p_noun text, f jsonb)
returns void
language plpgsql
as $$
declare
	v_calendar int := (select c.calendar_id from pakn.calendar c where c.tenant_id = p_tenant and c.code = f->>'calendar');
begin
	case p_noun
	when 'holidays' then
		delete from pakn.holiday h where h.tenant_id = p_tenant and h.calendar_id = v_calendar and h.day = (f->>'day')::date;
	when 'office-hours' then
		delete from pakn.office_hours o where o.tenant_id = p_tenant and o.calendar_id = v_calendar 
			and o.valid_from = coalesce((f->>'valid_from')::date, '-infinity');
	when 'deadline-rules' then
		delete from pakn.deadline_rule r
		where r.tenant_id = p_tenant and r.category_id = coalesce((select c.category_id from pakn.category c
				where c.tenant_id = p_tenant and c.code = f->>'category_code'), 0)
			and r.kind = replace(f->>'kind', '*', '') and r.urgency = replace(f->>'urgency', '*', '');
		update pakn.tenant t set has_deadline_rules = exists (select from pakn.deadline_rule r where r.tenant_id = p_tenant)
		where t.tenant_id = p_tenant;
	when 'answer-rules' then
		delete from pakn.answer_rule r
		where r.tenant_id = p_tenant and r.category_id = coalesce((select c.category_id from pakn.category c
				where c.tenant_id = p_tenant and c.code = f->>'category_code'), 0)
			and r.outcome = replace(f->>'outcome', '*', '');
	when 'ladders' then
		delete from pakn.ladder l
		where l.tenant_id = p_tenant and l.category_id = coalesce((select c.category_id from pakn.category c
				where c.tenant_id = p_tenant and c.code = f->>'category_code'), 0)
			and l.urgency = replace(f->>'urgency', '*', '') and l.stage = replace(f->>'stage', '*', '');
		perform pakn.escalation_again(p_tenant);
	when 'duties' then
		delete from pakn.duty d using pakn.agency a, pakn.staff s
		where d.tenant_id = p_tenant and a.tenant_id = p_tenant and a.code = f->>'agency_code' and s.tenant_id = p_tenant
			and s.username = f->>'username' and d.agency_id = a.agency_id and d.staff_id = s.staff_id
			and d.starts_at = (f->>'starts_at')::timestamptz;
	end case;
	if p_noun in ('holidays', 'office-hours') then
		perform pakn.calendar_rebuild(p_tenant, v_calendar);
	end if;
end $$;
