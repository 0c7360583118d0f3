-- office_hours_import: sets the hours of weeks from the columns of a file, a line for a calendar and the day from which on it
-- has them; parameters and answer as of categories_import.  Each day is written as day_read takes it; an empty one is free.
-- Without a calendar a week is of the calendar `office`; without valid_from it has held always.
-- Writes: office_hours, and as calendar_rebuild, only where there is no problem at all
create or replace function pakn.office_hours_import(p_tenant int, p_lines int[], p_calendars text[], p_valid_from date[],
	p_mondays text[], p_tuesdays text[], p_wednesdays text[], p_thursdays text[], p_fridays text[], p_saturdays text[],
	p_sundays text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_calendars text[] := array(select coalesce(c, 'office') from unnest(p_lines, p_calendars) u (line, c));
	v_firsts date[] := array(select coalesce(d, '-infinity') from unnest(p_lines, p_valid_from) u (line, d));
	w record;
	v_hours text;
	v_added bigint := 0;
	v_changed bigint := 0;
	v_touched int[] := '{}';
begin
	perform pakn.facts_lock(p_tenant);
	create temp table import_day on commit drop as
		select g.line, g.calendar, g.first, d.weekday, d.field, nullif(regexp_replace(d.hours, '\s', '', 'g'), '') as hours
		from unnest(p_lines, v_calendars, v_firsts, p_mondays, p_tuesdays, p_wednesdays, p_thursdays, p_fridays, p_saturdays, p_sundays)
				g (line, calendar, first, d1, d2, d3, d4, d5, d6, d7),
			lateral (values (1, 'monday', d1), (2, 'tuesday', d2), (3, 'wednesday', d3), (4, 'thursday', d4), (5, 'friday', d5),
				(6, 'saturday', d6), (7, 'sunday', d7)) d (weekday, field, hours);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('calendar', p_lines, array(
				select c || ' ' || d from unnest(v_calendars, v_firsts) u (c, d)))
			union all
			select * from pakn.import_unknown('calendar', p_lines, v_calendars,
				array(select c.code from pakn.calendar c where c.tenant_id = p_tenant))
			union all
			select d.line, d.field, 'not_blocks', '{}' from import_day d
			where d.hours is not null and not exists (select from pakn.day_read(d.hours))
			union all
			select d.line, 'monday', 'no_hours', '{}' from import_day d group by 1 having count(d.hours) = 0
		) p
		order by 1;
	if found then
		drop table import_day;
		return;
	end if;
	for w in select c.calendar_id, d.line, d.first, string_agg(d.weekday || ' ' || d.hours, ';' order by d.weekday) as hours
		from import_day d join pakn.calendar c on c.tenant_id = p_tenant and c.code = d.calendar group by 1, 2, 3
	loop
		v_hours := pakn.week_hours(p_tenant, w.calendar_id, w.first);
		continue when v_hours = w.hours;
		v_added := v_added + (v_hours is null)::int;
		v_changed := v_changed + (v_hours is not null)::int;
		delete from pakn.office_hours o where o.tenant_id = p_tenant and o.calendar_id = w.calendar_id and o.valid_from = w.first;
		insert into pakn.office_hours (tenant_id, calendar_id, valid_from, weekday, starts, ends)
		select p_tenant, w.calendar_id, w.first, d.weekday, b.starts, b.ends
		from import_day d, pakn.day_read(d.hours) b
		where d.line = w.line and d.hours is not null;
		v_touched := v_touched || w.calendar_id;
	end loop;
	drop table import_day;
	perform pakn.calendar_rebuild(p_tenant, c) from (select distinct unnest(v_touched)) t (c);
	return query select null::int, null::text, null::text, null::jsonb, v_added, v_changed, cardinality(p_lines) - v_added - v_changed;
end $$;
