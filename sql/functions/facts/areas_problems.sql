-- areas_problems: what is wrong with the lines of import_given (areas_given).
create or replace function pakn.areas_problems(p_tenant int)
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with unit as (
			select g.line, g.area_id, g.code, g.level, g.valid_from, g.valid_to from import_given g
			union all
			select 0, a.area_id, a.code, a.level, a.valid_from, a.valid_to
			from pakn.area a
			where a.tenant_id = p_tenant and not exists (select from import_given g where g.area_id = a.area_id)
		)
		select g.line, 'parent_code',
			case when exists (select from unit u where u.code = g.parent) then 'unknown_then' else 'unknown' end, array[g.parent]
		from import_given g where g.parent is not null and g.parent_id is null
		union all
		select g.line, 'parent_code', 'wrong_level', array[g.level, p.level]
		from import_given g join unit p on p.area_id = g.parent_id
		where array_position('{province,district,commune}', p.level)
			>= array_position('{province,district,commune}', g.level)
		union all
		select g.line, 'level', 'level_below', array[g.level, max(a.full_name)]
		from import_given g join pakn.area a on a.tenant_id = p_tenant and a.parent_id = g.area_id
		where array_position('{province,district,commune}', g.level)
				>= array_position('{province,district,commune}', a.level)
			and not exists (select from import_given e where e.area_id = a.area_id)
		group by g.line, g.level
		union all
		-- A rule weighs what the level of its unit weighed when it was saved (routing_rule.place).
		select g.line, 'level', 'level_of_rules', array[a.level, g.level, min(r.rule_id)::text]
		from import_given g
			join pakn.area a on a.tenant_id = p_tenant and a.area_id = g.area_id and a.level <> g.level
			join pakn.routing_rule r on r.tenant_id = p_tenant and r.area_id = g.area_id
		group by g.line, a.level, g.level
		union all
		select g.line, 'valid_to', 'not_after_valid_from', '{}'
		from import_given g where g.valid_from >= g.valid_to
		union all
		select g.line, 'code', case when u.line = 0 then 'taken_then' else 'twice' end,
			array[g.code, case when u.line = 0 then u.valid_from::text else u.line::text end]
		from import_given g
			join unit u on u.code = g.code and u.line < g.line
				and (u.valid_from < g.valid_to and g.valid_from < u.valid_to or u.area_id = g.area_id);
end $$;
