-- holidays_import: adds and changes holidays from the columns of a file, and lays their calendars out anew;
-- parameters and answer as of categories_import.  Without a calendar a day is of the calendar `office`.
-- Deadlines that run already follow (due_recompute); what was released or closed keeps its own.
-- Writes: holiday, working_block, only where there is no problem at all
create or replace function pakn.holidays_import(p_tenant int, p_lines int[], p_days date[],
	p_kinds text[], p_names text[], p_statuses text[], p_sources text[], p_calendars text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_calendars text[] := array(select coalesce(c, 'office') from unnest(p_lines, p_calendars) u (line, c));
	v_added bigint;
	v_changed bigint;
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('day', p_lines, array(
				select concat_ws(' ', u.day, nullif(u.calendar, 'office')) from unnest(p_days, v_calendars) u (day, calendar)))
			union all
			select * from pakn.import_unknown('calendar', p_lines, v_calendars,
				array(select c.code from pakn.calendar c where c.tenant_id = p_tenant))
		) p
		order by 1;
	if found then
		return;
	end if;
	with written as (
		insert into pakn.holiday as h
		select p_tenant, c.calendar_id, g.day, g.kind, g.name, g.status,
			case when p_sources is null then o.source else g.source end
		from unnest(v_calendars, p_days, p_kinds, p_names, p_statuses, p_sources)
				g (calendar, day, kind, name, status, source)
			join pakn.calendar c on c.tenant_id = p_tenant and c.code = g.calendar
			left join pakn.holiday o on o.tenant_id = p_tenant and o.calendar_id = c.calendar_id and o.day = g.day
		on conflict (tenant_id, calendar_id, day) do update set kind = excluded.kind, name = excluded.name,
			status = excluded.status, source = excluded.source
		where h is distinct from excluded
		returning xmax = 0 as is_new
	)
	select count(*) filter (where is_new), count(*) filter (where not is_new) into v_added, v_changed from written;
	if v_added + v_changed > 0 then
		perform pakn.calendar_rebuild(p_tenant, c.calendar_id)
		from pakn.calendar c
		where c.tenant_id = p_tenant and c.code = any (v_calendars);
	end if;
	return query select null::int, null::text, null::text, null::jsonb, v_added, v_changed, cardinality(p_lines) - v_added - v_changed;
end $$;
