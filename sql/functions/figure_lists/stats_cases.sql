-- stats_cases: the list behind a figure of stats_resolution: a case for each one that it counts, the newest first; of what happened to
-- cases, with when; of the flow, with what it counts: 1, or -1 where the figure is less by it.  p_cell: the figure, or one of its outcomes.  p_row: the code of the row, of two groups both with a comma
-- between; null: the total.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question, and cell, row or cursor
create or replace function pakn.stats_cases(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_areas_at date, p_areas_level text, p_merged boolean,
	p_cell text, p_row text, p_lang text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'stats:read');
	q stats_question := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, p_basis, p_group, p_areas_at, p_areas_level, p_merged);
	v_codes text[] := stats_cell_of(q, p_cell, p_row, case_scope(p_tenant, who.role, who.agency_id));
	v_limit int := coalesce(p_limit, 20);
	page record;
	v_items jsonb;
	v_next text;
begin
	select count(*) as count, array_agg(x.tenant_id order by x.place) as tenants, array_agg(x.report_id order by x.place) as ids,
		array_agg(x.event_id order by x.place) as events, array_agg(x.at order by x.place) as ats, array_agg(x.counts order by x.place) as counts
	into page
	from (select p.*, row_number() over (order by p.report_id desc, p.event_id desc) as place from stats_listed_page(q, v_codes, p_cell, p_cursor, v_limit + 1) p) x;
	if page.count > v_limit then
		v_next := cursor_encode(page.ids[v_limit] || ' ' || page.events[v_limit]);
	end if;
	select coalesce(jsonb_agg(case_line(r)::jsonb || case when i.at is null then '{}' else jsonb_build_object('happened_at', i.at) end
		|| case q.basis when 'handled' then jsonb_build_object('counts', i.counts) else '{}' end order by i.place), '[]')
	into v_items
	from unnest(page.tenants[:v_limit], page.ids[:v_limit], page.ats[:v_limit], page.counts[:v_limit])
			with ordinality i (tenant_id, report_id, at, counts, place)
		join report r on r.tenant_id = i.tenant_id and r.report_id = i.report_id
	where r.tenant_id = any (page.tenants) and r.report_id = any (page.ids);
	return (200, (stats_head(q, p_lang) || jsonb_build_object('cell', p_cell, 'group', p_row, 'formula', stats_cell_words(p_cell, p_lang),
		'items', v_items, 'next_cursor', v_next))::text, null, v_next, null, null)::pakn.answer;
end $$;
