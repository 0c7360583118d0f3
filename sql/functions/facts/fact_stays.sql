-- fact_stays: whether a fact may not be deleted, though others of its noun may: a rule that held, the only week of a calendar.
create or replace function pakn.fact_stays(p_tenant int, p_noun text, f jsonb)
returns boolean
language plpgsql stable
as $$
declare
	v_first date := coalesce((f->>'valid_from')::date, '-infinity');
begin
	return case p_noun
		when 'rules' then v_first <= current_date
		when 'office-hours' then not exists (
			select from pakn.calendar c join pakn.office_hours o on o.tenant_id = p_tenant and o.calendar_id = c.calendar_id
			where c.tenant_id = p_tenant and c.code = f->>'calendar' and o.valid_from <> v_first)
		else false end;
end $$;
