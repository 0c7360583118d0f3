-- deadlines_import: adds and changes classes of deadlines, a stage a line, from the columns of a file; parameters and answer
-- as of categories_import.  A line without valid_from is the newest of its class and stage.  Calendar `agency`: that
-- of the agency that has the report; without one, `office`.  Open reports follow what is changed; what shall hold
-- only for later ones is a line of its own, with a day.
-- Writes: deadline, due_run, only where there is no problem at all
create or replace function pakn.deadlines_import(p_tenant int, p_lines int[], p_classes text[], p_stages text[], p_units text[],
	p_amounts int[], p_calendars text[], p_extensions int[], p_extended_by text[], p_sources text[], p_valid_from date[],
	p_valid_to date[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_added bigint;
	v_changed bigint;
begin
	perform pakn.facts_lock(p_tenant);
	create temp table import_given on commit drop as
		select g.line, p_tenant as tenant_id, g.class, g.stage, g.unit, g.amount,
			case when p_calendars is null and o.tenant_id is not null then o.calendar_id else c.calendar_id end as calendar_id,
			case when p_sources is null then o.source else g.source end as source,
			coalesce(case when p_extensions is null then o.extensions else g.extensions end, 1) as extensions,
			coalesce(case when p_extended_by is null then o.extended_by else g.extended_by end, 'head') as extended_by,
			coalesce(g.valid_from, o.valid_from, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then o.valid_to else g.valid_to end, 'infinity') as valid_to
		from unnest(p_lines, p_classes, p_stages, p_units, p_amounts, p_calendars, p_extensions, p_extended_by, p_sources,
				p_valid_from, p_valid_to)
				g (line, class, stage, unit, amount, calendar, extensions, extended_by, source, valid_from, valid_to)
			left join pakn.calendar c on c.tenant_id = p_tenant and c.code = coalesce(g.calendar, 'office')
			left join lateral (
				select d.* from pakn.deadline d
				where d.tenant_id = p_tenant and d.class = g.class and d.stage = g.stage
					and (g.valid_from is null or d.valid_from = g.valid_from)
				order by d.valid_from desc
				limit 1) o on true;
	analyze import_given;
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_unknown('calendar', p_lines, p_calendars,
				array(select c.code from pakn.calendar c where c.tenant_id = p_tenant) || 'agency'::text)
			union all
			select g.line, 'valid_to', 'not_after_valid_from', '{}' from import_given g where g.valid_from >= g.valid_to
			union all
			select g.line, 'class', case when u.line = 0 then 'taken_then' else 'twice' end,
				array[g.class || ':' || g.stage, case when u.line = 0 then u.valid_from::text else u.line::text end]
			from import_given g
				join (
					select i.line, i.class, i.stage, i.valid_from, i.valid_to from import_given i
					union all
					select 0, d.class, d.stage, d.valid_from, d.valid_to
					from pakn.deadline d
					where d.tenant_id = p_tenant and not exists (select from import_given i
						where (i.class, i.stage, i.valid_from) = (d.class, d.stage, d.valid_from))
				) u on u.class = g.class and u.stage = g.stage and u.line < g.line
					and u.valid_from < g.valid_to and g.valid_from < u.valid_to
		) p
		order by 1;
	if not found then
		with written as (
			insert into pakn.deadline as d (tenant_id, class, stage, unit, amount, calendar_id, source, extensions, extended_by,
				valid_from, valid_to)
			select g.tenant_id, g.class, g.stage, g.unit, g.amount, g.calendar_id, g.source, g.extensions, g.extended_by,
				g.valid_from, g.valid_to
			from import_given g
			on conflict (tenant_id, class, stage, valid_from) do update set unit = excluded.unit, amount = excluded.amount,
				calendar_id = excluded.calendar_id, source = excluded.source, extensions = excluded.extensions,
				extended_by = excluded.extended_by, valid_to = excluded.valid_to
			where d is distinct from excluded
			returning xmax = 0 as is_new
		)
		select count(*) filter (where is_new), count(*) filter (where not is_new) into v_added, v_changed from written;
		if v_added + v_changed > 0 then
			perform pakn.due_run_ask(p_tenant);
		end if;
		return query select null::int, null::text, null::text, null::jsonb, v_added, v_changed, cardinality(p_lines) - v_added - v_changed;
	end if;
	drop table import_given;
end $$;
