-- former_import: sets how units were called and what was above them until a day, from the columns of a file; parameters
-- and answer as of categories_import.  The unit is the one that had the code before that day.  Without a column of
-- units above, what was above it is what came after; without a name, it follows from the full one.
-- Writes: area_former, only where there is no problem at all
create or replace function pakn.former_import(p_tenant int, p_lines int[], p_codes text[], p_valid_to date[],
	p_names text[], p_full_names text[], p_parents text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	create temp table import_given on commit drop as
		select u.line, u.code, u.valid_to, coalesce(u.name, pakn.area_name(u.full_name)) as name, u.full_name, u.parent,
			a.area_id, a.code as unit, a.level, a.valid_from, a.valid_to as ended,
			case when p_parents is null then t.parent_id else p.area_id end as parent_id, p.level as parent_level,
			p.valid_from as parent_from
		from unnest(p_lines, p_codes, p_valid_to, p_names, p_full_names, p_parents) u (line, code, valid_to, name, full_name, parent)
			left join pakn.area a on a.tenant_id = p_tenant and a.code = any (array[u.code, pakn.area_code_full('commune', u.code)])
				and a.valid_from < u.valid_to and u.valid_to <= a.valid_to
			left join lateral pakn.area_then(p_tenant, a.area_id, u.valid_to) t on true
			left join pakn.area p on p.tenant_id = p_tenant and p.code = u.parent
				and p.valid_from < u.valid_to and u.valid_to <= p.valid_to;
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select g.line, 'code', 'unknown_then', array[g.code] from import_given g where g.area_id is null
			union all
			select g.line, 'valid_to', 'not_former', array[g.ended::text] from import_given g where g.valid_to = g.ended
			union all
			select g.line, 'parent_code', 'unknown_then', array[g.parent]
			from import_given g where g.parent is not null and g.parent_id is null
			union all
			select g.line, 'parent_code', 'wrong_level', array[g.level, g.parent_level]
			from import_given g
			where array_position('{province,district,commune}', g.parent_level) >= array_position('{province,district,commune}', g.level)
			union all
			select g.line, 'parent_code', 'not_all_the_time', array[g.parent, s.first::text, g.valid_to::text]
			from import_given g
				cross join lateral (select greatest(g.valid_from, max(x.valid_to)) as first
					from (select f.area_id, f.valid_to from pakn.area_former f where f.tenant_id = p_tenant
						union all select e.area_id, e.valid_to from import_given e) x
					where x.area_id = g.area_id and x.valid_to < g.valid_to) s
			where g.parent_from > s.first
			union all
			select t.line, t.field, t.code, t.names
			from pakn.import_twice('valid_to', array(select g.line from import_given g order by g.line),
				array(select g.unit || ' ' || g.valid_to from import_given g order by g.line)) t
		) p (line, field, code, names)
		order by 1;
	if not found then
		return query
			with written as (
				insert into pakn.area_former as f
				select p_tenant, g.area_id, g.valid_to, g.name, g.full_name, g.parent_id from import_given g
				on conflict (tenant_id, area_id, valid_to) do update set name = excluded.name, full_name = excluded.full_name,
					parent_id = excluded.parent_id
				where f is distinct from excluded
				returning xmax = 0 as is_new
			)
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new),
				count(*) filter (where not is_new), (select count(*) from import_given) - count(*)
			from written;
	end if;
	drop table import_given;
end $$;
