-- areas_import: adds and changes units of administration from the columns of a file; parameters and answer
-- as of categories_import.  A parent may stand anywhere in the same file.
-- Writes: area, only where there is no problem at all
create or replace function pakn.areas_import(p_tenant int, p_lines int[], p_codes text[],
	p_names text[], p_full_names text[], p_levels text[], p_parents text[], p_valid_from date[],
	p_valid_to date[], p_lon float8[], p_lat float8[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	perform pakn.areas_given(p_tenant, p_lines, p_codes, p_names, p_full_names, p_levels, p_parents,
		p_valid_from, p_valid_to, p_lon, p_lat);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint from pakn.areas_problems(p_tenant) p
		order by 1;
	if not found then
		return query
			with written as (
				insert into pakn.area as a
				select tenant_id, area_id, code, name, full_name, level, parent_id, valid_from, valid_to, lon, lat
				from import_given
				on conflict (tenant_id, area_id) do update set name = excluded.name,
					full_name = excluded.full_name, level = excluded.level, parent_id = excluded.parent_id,
					valid_to = excluded.valid_to, lon = excluded.lon, lat = excluded.lat
				where a is distinct from excluded
				returning xmax = 0 as is_new
			)
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new),
				count(*) filter (where not is_new), (select count(*) from import_given) - count(*)
			from written;
		analyze pakn.area;
	end if;
	drop table import_given;
end $$;
