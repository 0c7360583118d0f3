-- stats_targets: the targets that hold on the last day of a period, and what was achieved: of the province (code null), and of each
-- agency with its own or, where it has none, that of all; of an agency of which nothing counts only its own.  p_rows:
-- the table of the period by agency (stats_rows_json).
create or replace function pakn.stats_targets(q pakn.stats_question, p_rows jsonb)
returns table (code text, name text, figure text, goal text, target numeric, achieved jsonb, state text, source text)
language sql stable
as $$
	with held as (
		select t.*, a.code, a.name
		from pakn.stats_target t left join pakn.agency a on a.tenant_id = q.tenant_id and a.agency_id = t.agency_id
		where t.tenant_id = q.tenant_id and ((q.until - interval '1 microsecond') at time zone 'Asia/Ho_Chi_Minh')::date >= t.valid_from
			and ((q.until - interval '1 microsecond') at time zone 'Asia/Ho_Chi_Minh')::date < t.valid_to
	), told as (
		select r.codes[1] as code, r.names[1] as name, r.figures from jsonb_to_recordset(p_rows) r (codes text[], names text[], figures jsonb)
	), meant as (
		select r.code, r.name, h.figure, h.goal, h.value, r.figures, h.source
		from told r join held h on h.code = r.code
			or h.agency_id = 0 and not exists (select from held o where o.code = r.code and o.figure = h.figure)
		union all
		select h.code, h.name, h.figure, h.goal, h.value, null, h.source
		from held h
		where h.agency_id <> 0 and not exists (select from told r where r.code = h.code)
	)
	select m.code, m.name, m.figure, m.goal, m.value, nullif(m.figures->m.figure, 'null'), pakn.stats_target_state(m.goal, m.value, m.figures->m.figure), m.source
	from meant m
$$;
