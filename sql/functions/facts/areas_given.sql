-- areas_given: what areas_import was given, as a temporary table import_given with ids and parents.
-- Lines that are equal in all columns are one.  A line without valid_from is the newest unit of its code, or, where
-- it has a valid_to, the newest of those that began before.  A parent is one that existed in the unit's time.
-- Writes: import_given
create or replace function pakn.areas_given(p_tenant int, p_lines int[], p_codes text[], p_names text[],
	p_full_names text[], p_levels text[], p_parents text[], p_valid_from date[], p_valid_to date[],
	p_lon float8[], p_lat float8[])
returns void
language plpgsql
as $$
begin
	create temp table import_given on commit drop as
		select g.line, g.parent, o.area_id is null as is_new, p_tenant as tenant_id,
			coalesce(o.area_id, (select coalesce(max(a.area_id), 0) from pakn.area a where a.tenant_id = p_tenant)
				+ row_number() over (partition by o.area_id is null order by g.line))::int as area_id,
			g.code, coalesce(g.name, case when p_names is null then o.name end, pakn.area_name(g.full_name)) as name,
			g.full_name, coalesce(g.level, o.level, 'commune') as level,
			case when p_parents is null then o.parent_id end as parent_id,
			coalesce(g.valid_from, o.valid_from, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then o.valid_to else g.valid_to end, 'infinity') as valid_to,
			case when p_lon is null then o.lon else g.lon end as lon,
			case when p_lat is null then o.lat else g.lat end as lat
		from (
			select min(u.line) as line, pakn.area_code_full(coalesce(u.level, 'commune'), u.code) as code, u.name, u.full_name,
				u.level, u.parent, u.valid_from, u.valid_to, u.lon, u.lat
			from unnest(p_lines, p_codes, p_names, p_full_names, p_levels, p_parents, p_valid_from, p_valid_to,
				p_lon, p_lat) u (line, code, name, full_name, level, parent, valid_from, valid_to, lon, lat)
			group by 2, 3, 4, 5, 6, 7, 8, 9, 10
		) g
			left join lateral (
				select a.* from pakn.area a
				where a.tenant_id = p_tenant and a.code = g.code
					and (g.valid_from is null or a.valid_from = g.valid_from)
					and a.valid_from < coalesce(g.valid_to, 'infinity')
				order by a.valid_from desc
				limit 1) o on true;
	analyze import_given;
	update import_given g set parent_id = p.area_id
	from (
		select distinct on (w.parent, w.valid_from, w.valid_to) w.parent, w.valid_from, w.valid_to, k.area_id
		from (select distinct e.parent, e.valid_from, e.valid_to from import_given e) w
			cross join lateral unnest(array[w.parent, pakn.area_code_full('district', w.parent),
				pakn.area_code_full('province', w.parent)]) with ordinality c (code, place)
			join (
				select e.code, e.area_id, e.valid_from, e.valid_to from import_given e
				union all
				select a.code, a.area_id, a.valid_from, a.valid_to from pakn.area a
				where a.tenant_id = p_tenant and not exists (select from import_given e where e.area_id = a.area_id)
			) k on k.code = c.code and k.valid_from < greatest(w.valid_to, w.valid_from + 1) and w.valid_from < k.valid_to
		order by w.parent, w.valid_from, w.valid_to, c.place, k.valid_from desc
	) p
	where (p.parent, p.valid_from, p.valid_to) = (g.parent, g.valid_from, g.valid_to);
end $$;
