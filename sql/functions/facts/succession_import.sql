-- succession_import: sets what became of units that ended, from the columns of a file; parameters as of
-- categories_import.  The lines of a unit are all its successors: one that it had before and that is not among them
-- goes.  A successor begins when the unit ends, so that nothing can follow upon itself.  Answers the lines with
-- problems, or how many units got successors, other successors, or the same.
-- Writes: area_successor, only where there is no problem at all
create or replace function pakn.succession_import(p_tenant int, p_lines int[], p_old_codes text[],
	p_new_codes text[], p_levels text[], p_areas_km2 float8[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	perform pakn.succession_given(p_tenant, p_lines, p_old_codes, p_new_codes, p_levels, p_areas_km2);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select g.line, 'old_code', 'never_ended', array[g.old_code] from import_given g where g.area_id is null
			union all
			select g.line, 'new_code', 'not_its_successor', array[g.new_code, g.day::text, g.old_code]
			from import_given g where g.area_id is not null and g.successor_id is null
			union all
			select g.line, 'area_km2', 'other_line', array[g.first::text]
			from (
				select e.line, e.area_km2, min(e.line) over w as first, first_value(e.area_km2) over w as first_km2
				from import_given e
				window w as (partition by e.area_id, e.successor_id order by e.line)) g
			where g.area_km2 is distinct from g.first_km2
		) p (line, field, code, names)
		order by 1;
	if not found then
		return query
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where u.before is null),
				count(*) filter (where u.before <> u.given), count(*) filter (where u.before = u.given)
			from (
				select jsonb_object_agg(g.successor_id, g.area_km2) as given,
					(select jsonb_object_agg(s.successor_id, s.area_km2) from pakn.area_successor s
						where s.tenant_id = p_tenant and s.area_id = g.area_id) as before
				from import_given g group by g.area_id
			) u;
		delete from pakn.area_successor s
		where s.tenant_id = p_tenant and s.area_id in (select g.area_id from import_given g)
			and (s.area_id, s.successor_id) not in (select g.area_id, g.successor_id from import_given g);
		insert into pakn.area_successor as s
		select distinct p_tenant, g.area_id, g.successor_id, g.area_km2 from import_given g
		on conflict (tenant_id, area_id, successor_id) do update set area_km2 = excluded.area_km2
		where s.area_km2 is distinct from excluded.area_km2;
	end if;
	drop table import_given;
end $$;
