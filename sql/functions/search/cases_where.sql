-- cases_where: the condition by which pakn.report_search s is searched, with the values of a filter in it, so that it is planned for
-- what is asked.  Every value is a number, an instant or quoted.
-- p_scope: of case_scope; p_staff_agency: that of the caller, to whom offers and coordination are theirs.
-- p_sign: of where the question stands: ? in a query string, / in a body, in which agency is another thing.
-- Raises: PK422 what is unknown
create or replace function pakn.cases_where(p_tenant int, p_scope int[], p_staff_agency int, f pakn.case_filter, p_sign text default '?')
returns text
language plpgsql stable
as $$
declare
	v_agency int := pakn.agency_named(p_tenant, f.agency, case p_sign when '?' then '?agency' else '/of_agency' end);
	v_assignee int;
	v_where text[] := array[format('s.tenant_id = %s', p_tenant)];
begin
	if f.assignee is not null then
		select x.staff_id into v_assignee from pakn.staff x where x.tenant_id = p_tenant and x.username = lower(f.assignee);
		if not found then
			perform pakn.refuse(422, 'invalid', pakn.field_error(p_sign || 'assignee', 'unknown_colleague'));
		end if;
	end if;
	v_where := v_where || array[
		case when f.role = 'coordinating' then format('s.report_id in (select c.report_id from pakn.report_agency c'
				|| ' where c.tenant_id = %s and c.agency_id = %s)', p_tenant, p_staff_agency)
			when f.role = 'offered' then format('s.report_id in (select w.report_id from pakn.work_item w'
				|| ' where w.tenant_id = %s and w.agency_id = %s and w.part = ''offer'')', p_tenant, p_staff_agency)
			when cardinality(p_scope) = 1 then format('s.agency_id = %s', p_scope[1])
			when p_scope is not null then format('s.agency_id = any (%L)', p_scope) end,
		case when v_agency is not null then format('s.agency_id = %s', v_agency) end,
		case f.state when 'open' then 's.open' when 'closed' then 'not s.open'
			when 'overdue' then 's.open and s.stat_class <= 2 and s.due_at <= now()'
			else case when f.state is not null then format('s.status = %L', f.state) end end,
		case when not coalesce(f.archived, false) and f.state is distinct from 'archived' then 's.status <> ''archived''' end,
		case when f.category is not null then
			format('s.category_id = %s', case when f.category = 'none' then 0 else pakn.category_named(p_tenant, f.category, p_sign || 'category') end) end,
		case when f.area is not null then format('s.area_id = any (%L)', pakn.areas_named(p_tenant, f.area, p_sign || 'area')) end,
		case when f.channel is not null then format('s.channel_id = %s', coalesce((select c.channel_id from pakn.channel c
			where c.code = f.channel), 0)) end,
		case when f.sender is not null then format('s.sender = %s', (select k.place from unnest('{citizen,staff,app,business}'::text[])
			with ordinality k (code, place) where k.code = f.sender)) end,
		case when f.urgency is not null then format('s.urgency = %L', f.urgency) end,
		case when f.received_from is not null then format('s.report_id >= %L', pakn.uuid_floor(f.received_from)) end,
		case when f.received_to is not null then format('s.report_id < %L', pakn.uuid_floor(f.received_to)) end,
		case when f.due_from is not null then format('s.due_at >= %L', f.due_from) end,
		case when f.due_before is not null then format('s.due_at < %L', f.due_before) end,
		case when v_assignee is not null then format('s.open and s.report_id in (select w.report_id from pakn.work_item w'
			|| ' where w.tenant_id = %s and w.assignee_id = %s)', p_tenant, v_assignee) end];
	return array_to_string(v_where, ' and ');
end $$;
