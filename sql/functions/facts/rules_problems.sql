-- rules_problems: what is wrong with the columns of a file of rules, line by line; parameters as of rules_import.
create or replace function pakn.rules_problems(p_tenant int, p_lines int[], p_numbers int[],
	p_categories text[], p_areas text[], p_agencies text[], p_valid_from date[], p_valid_to date[],
	p_zones text[], p_senders text[], p_hours text[], p_coordinating text[], p_deadline_classes text[])
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_agencies text[] := '{commune}' || array(select a.code from pakn.agency a where a.tenant_id = p_tenant);
begin
	return query
		select * from pakn.import_twice('rule_no', p_lines, p_numbers::text[])
		union all
		select * from pakn.import_unknown('category_code', p_lines, p_categories,
			'{*}' || array(select c.code from pakn.category c where c.tenant_id = p_tenant))
		union all
		select * from pakn.import_unknown('area_code', p_lines, p_areas,
			'{*}' || array(select a.code from pakn.area a where a.tenant_id = p_tenant and a.valid_to = 'infinity'))
		union all
		select * from pakn.import_unknown('agency_code', p_lines, p_agencies, v_agencies)
		union all
		select * from pakn.import_unknown('zone_code', p_lines, p_zones,
			array(select z.code from pakn.zone z where z.tenant_id = p_tenant))
		union all
		select * from pakn.import_unknown('deadline_class', p_lines, p_deadline_classes,
			array(select d.class from pakn.deadline d where d.tenant_id = p_tenant and d.stage = 'answer'))
		union all
		select u.* from (select array_agg(g.line) as lines, array_agg(e.code) as codes
			from unnest(p_lines, p_senders) g (line, list), unnest(pakn.codes_read(g.list)) e (code)) s,
			pakn.import_unknown('senders', s.lines, s.codes, array(select k.code from pakn.sender_kind k)) u
		union all
		select u.* from (select array_agg(g.line) as lines, array_agg(e.code) as codes
			from unnest(p_lines, p_coordinating) g (line, list), unnest(pakn.codes_read(g.list)) e (code)) s,
			pakn.import_unknown('coordinating', s.lines, s.codes, v_agencies) u
		union all
		select g.line, 'hours', 'not_hours', array[g.hours]
		from unnest(p_lines, p_hours) g (line, hours)
		where g.hours is not null and pakn.hours_read(p_tenant, g.hours) is null
		union all
		select * from pakn.import_period(p_lines, p_valid_from, p_valid_to);
end $$;
