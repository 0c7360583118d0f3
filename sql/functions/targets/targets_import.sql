-- targets_import: adds and changes what agencies shall reach, a figure a line, from the columns of a file; parameters and answer
-- as of categories_import.  An asterisk, or nothing, is the province and every agency without a target of its own.  A line
-- without valid_from is the newest of its agency and figure.  A figure that is none (stats_figures) has no formula.
-- Writes: stats_target, only where there is no problem at all
create or replace function pakn.targets_import(p_tenant int, p_lines int[], p_agencies text[], p_figures text[], p_goals text[],
	p_values numeric[], p_sources text[], p_valid_from date[], p_valid_to date[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	create temp table import_given on commit drop as
		select g.line, coalesce(g.agency, '*') as agency, coalesce(a.agency_id, 0) as agency_id, g.figure, g.goal, g.value,
			case when p_sources is null then o.source else g.source end as source,
			coalesce(g.valid_from, o.valid_from, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then o.valid_to else g.valid_to end, 'infinity') as valid_to
		from unnest(p_lines, p_agencies, p_figures, p_goals, p_values, p_sources, p_valid_from, p_valid_to)
				g (line, agency, figure, goal, value, source, valid_from, valid_to)
			left join pakn.agency a on a.tenant_id = p_tenant and a.code = g.agency
			left join lateral (
				select t.* from pakn.stats_target t
				where t.tenant_id = p_tenant and t.agency_id = coalesce(a.agency_id, 0) and t.figure = g.figure
					and (g.valid_from is null or t.valid_from = g.valid_from)
				order by t.valid_from desc
				limit 1) o on true;
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_unknown('agency_code', p_lines, p_agencies,
				array(select a.code from pakn.agency a where a.tenant_id = p_tenant) || '*'::text)
			union all
			select g.line, 'valid_to', 'not_after_valid_from', '{}' from import_given g where g.valid_from >= g.valid_to
			union all
			select g.line, 'agency_code', case when u.line = 0 then 'taken_then' else 'twice' end,
				array[g.agency || ':' || g.figure, case when u.line = 0 then u.valid_from::text else u.line::text end]
			from import_given g
				join (
					select i.line, i.agency_id, i.figure, i.valid_from, i.valid_to from import_given i
					union all
					select 0, t.agency_id, t.figure, t.valid_from, t.valid_to
					from pakn.stats_target t
					where t.tenant_id = p_tenant and not exists (select from import_given i
						where (i.agency_id, i.figure, i.valid_from) = (t.agency_id, t.figure, t.valid_from))
				) u on u.agency_id = g.agency_id and u.figure = g.figure and u.line < g.line
					and u.valid_from < g.valid_to and g.valid_from < u.valid_to
		) p
		order by 1;
	if not found then
		return query
			with written as (
				insert into pakn.stats_target as t (tenant_id, agency_id, figure, goal, value, source, valid_from, valid_to)
				select p_tenant, g.agency_id, g.figure, g.goal, g.value, g.source, g.valid_from, g.valid_to
				from import_given g
				on conflict (tenant_id, agency_id, figure, valid_from) do update set goal = excluded.goal, value = excluded.value,
					source = excluded.source, valid_to = excluded.valid_to
				where t is distinct from excluded
				returning xmax = 0 as is_new
			)
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
				cardinality(p_lines) - count(*)
			from written;
	end if;
	drop table import_given;
end $$;
