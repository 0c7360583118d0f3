-- areas_problems: what is wrong with the lines of import_given (areas_given), and with what is stored once they are:
-- each unit lies below another during all of its time, and its successors begin when it ends.
create or replace function pakn.areas_problems(p_tenant int)
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with unit as (
			select g.line, g.area_id, g.code, g.level, g.parent_id, g.valid_from, g.valid_to from import_given g
			union all
			select 0, a.area_id, a.code, a.level, a.parent_id, a.valid_from, a.valid_to
			from pakn.area a
			where a.tenant_id = p_tenant and not exists (select from import_given g where g.area_id = a.area_id)
		), spell as (
			-- How long a unit lay below another.
			select u.area_id, f.parent_id, lag(f.valid_to, 1, u.valid_from) over (partition by u.area_id order by f.valid_to) as first,
				f.valid_to as ended
			from unit u join pakn.area_former f on f.tenant_id = p_tenant and f.area_id = u.area_id
			union all
			select u.area_id, u.parent_id, coalesce(f.valid_to, u.valid_from), u.valid_to
			from unit u
				left join (select x.area_id, max(x.valid_to) as valid_to from pakn.area_former x
					where x.tenant_id = p_tenant group by x.area_id) f on f.area_id = u.area_id
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
		select c.line, 'parent_code', 'not_all_the_time', array[p.code, s.first::text, s.ended::text]
		from spell s join unit c on c.area_id = s.area_id join unit p on p.area_id = s.parent_id
		where c.line > 0 and s.first < s.ended and not (p.valid_from <= s.first and s.ended <= p.valid_to)
		union all
		select p.line, 'valid_to', 'units_below', array[min(c.code)]
		from spell s join unit c on c.area_id = s.area_id join unit p on p.area_id = s.parent_id
		where p.line > 0 and c.line = 0 and s.first < s.ended and not (p.valid_from <= s.first and s.ended <= p.valid_to)
		group by p.line
		union all
		select greatest(o.line, n.line), 'valid_to', 'has_successor', array[max(n.code), max(n.valid_from)::text]
		from pakn.area_successor s
			join unit o on o.area_id = s.area_id
			join unit n on n.area_id = s.successor_id
		where s.tenant_id = p_tenant and (o.line > 0 or n.line > 0) and n.valid_from <> o.valid_to
		group by 1
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
