-- calendars_import: adds and renames calendars from the columns of a file; parameters and answer as of
-- categories_import.  Their hours are of another file; until then nobody works by them.
-- Writes: calendar, only where there is no problem at all
create or replace function pakn.calendars_import(p_tenant int, p_lines int[], p_codes text[], p_names text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('code', p_lines, p_codes)
			union all
			-- So deadlines name the calendar of whichever agency has a report.
			select u.line, 'code', 'reserved', array[u.code] from unnest(p_lines, p_codes) u (line, code) where u.code = 'agency'
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.calendar as c (tenant_id, calendar_id, code, name)
			select p_tenant,
				coalesce(o.calendar_id, (select coalesce(max(calendar_id), 0) from pakn.calendar where tenant_id = p_tenant)
					+ row_number() over (partition by o.calendar_id is null order by g.line)), g.code, g.name
			from unnest(p_lines, p_codes, p_names) g (line, code, name)
				left join pakn.calendar o on o.tenant_id = p_tenant and o.code = g.code
			on conflict (tenant_id, calendar_id) do update set name = excluded.name where c.name <> excluded.name
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
