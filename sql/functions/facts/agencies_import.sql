-- agencies_import: adds and changes agencies from the columns of a file; parameters and answer as of
-- categories_import.  A parent may stand anywhere in the same file.
-- Raises: PK422 agency_circle, where parents lead back to where they began
-- Writes: agency, only where there is no problem at all
create or replace function pakn.agencies_import(p_tenant int, p_lines int[], p_codes text[],
	p_names text[], p_short_names text[], p_levels text[], p_kinds text[], p_parents text[], p_areas text[],
	p_needs_approval boolean[], p_publishes boolean[], p_phones text[], p_calendars text[], p_valid_from date[], p_valid_to date[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		with given as (
			select g.line, g.code, g.kind, coalesce(a.area_id, case when p_areas is null then o.area_id end) as area_id
			from unnest(p_lines, p_codes, p_kinds, p_areas) g (line, code, kind, area)
				left join pakn.agency o on o.tenant_id = p_tenant and o.code = g.code
				left join pakn.area a on a.tenant_id = p_tenant and a.code = g.area and a.valid_to = 'infinity'
		), committee as (
			select line, code, area_id from given where kind = 'committee' and area_id is not null
			union all
			select 0, o.code, o.area_id
			from pakn.agency o
			where o.tenant_id = p_tenant and o.kind = 'committee' and o.area_id is not null
				and not exists (select from given where given.code = o.code)
		)
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('code', p_lines, p_codes)
			union all
			select * from pakn.import_unknown('parent_code', p_lines, p_parents,
				p_codes || array(select o.code from pakn.agency o where o.tenant_id = p_tenant))
			union all
			select * from pakn.import_unknown('area_code', p_lines, p_areas,
				array(select a.code from pakn.area a where a.tenant_id = p_tenant and a.valid_to = 'infinity'))
			union all
			select * from pakn.import_unknown('calendar', p_lines, p_calendars,
				array(select c.code from pakn.calendar c where c.tenant_id = p_tenant))
			union all
			select * from pakn.import_period(p_lines, p_valid_from, p_valid_to)
			union all
			select u.line, 'valid_to', 'is_the_desk', '{}'
			from unnest(p_lines, p_codes, p_valid_to) u (line, code, valid_to)
				join pakn.agency o on o.tenant_id = p_tenant and o.code = u.code
				join pakn.tenant t on t.tenant_id = p_tenant and t.desk_id = o.agency_id
			where u.valid_to < 'infinity'
			union all
			select c.line, 'area_code', 'committee_taken', array[c.first]
			from (select line, first_value(code) over (partition by area_id order by line) as first,
					row_number() over (partition by area_id order by line) as place from committee) c
			where c.place > 1
		) p
		order by 1;
	if found then
		return;
	end if;
	-- Committees may exchange their areas; the index would refuse that halfway.
	create temp table import_before on commit drop as select * from pakn.agency where tenant_id = p_tenant;
	analyze import_before;
	update pakn.agency o set area_id = null
	where o.tenant_id = p_tenant and o.kind = 'committee' and p_areas is not null and o.code = any (p_codes);
	with given as (
		select g.*, o, coalesce(o.agency_id, (select coalesce(max(agency_id), 0) from import_before)
				+ row_number() over (partition by o.agency_id is null order by g.line)) as agency_id
		from unnest(p_lines, p_codes, p_names, p_short_names, p_levels, p_kinds, p_parents, p_areas,
				p_needs_approval, p_publishes, p_phones, p_calendars, p_valid_from, p_valid_to)
				g (line, code, name, short_name, level, kind, parent, area, needs_approval, publishes, phone,
					calendar, valid_from, valid_to)
			left join import_before o on o.code = g.code
	)
	insert into pakn.agency as o (tenant_id, agency_id, code, name, short_name, level, kind, parent_id, area_id,
		needs_approval, publishes, phone, calendar_id, valid_from, valid_to)
	select p_tenant, g.agency_id, g.code, g.name, g.short_name, g.level, g.kind,
		case when p_parents is null then (g.o).parent_id else coalesce(p.agency_id, b.agency_id) end,
		case when p_areas is null then (g.o).area_id else a.area_id end,
		coalesce(case when p_needs_approval is null then (g.o).needs_approval else g.needs_approval end, false),
		coalesce(case when p_publishes is null then (g.o).publishes else g.publishes end, false),
		case when p_phones is null then (g.o).phone else g.phone end,
		case when p_calendars is null then (g.o).calendar_id else k.calendar_id end,
		coalesce(case when p_valid_from is null then (g.o).valid_from else g.valid_from end, '-infinity'),
		coalesce(case when p_valid_to is null then (g.o).valid_to else g.valid_to end, 'infinity')
	from given g
		left join given p on p.code = g.parent
		left join import_before b on b.code = g.parent
		left join pakn.area a on a.tenant_id = p_tenant and a.code = g.area and a.valid_to = 'infinity'
		left join pakn.calendar k on k.tenant_id = p_tenant and k.code = g.calendar
	on conflict (tenant_id, agency_id) do update set name = excluded.name, short_name = excluded.short_name,
		level = excluded.level, kind = excluded.kind, parent_id = excluded.parent_id, area_id = excluded.area_id,
		needs_approval = excluded.needs_approval, publishes = excluded.publishes, phone = excluded.phone,
		calendar_id = excluded.calendar_id,
		valid_from = excluded.valid_from, valid_to = excluded.valid_to;
	-- Without statistics the planner takes the table for what it was before.
	analyze pakn.agency;
	perform pakn.agency_circle_refuse(p_tenant);
	return query
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where b.code is null),
			count(*) filter (where b.code is not null and b is distinct from o),
			count(*) filter (where b is not distinct from o)
		from (select * from pakn.agency where tenant_id = p_tenant and code = any (p_codes)) o
			left join import_before b on b.code = o.code;
	drop table import_before;
end $$;
