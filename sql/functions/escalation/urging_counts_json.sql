-- urging_counts_json: urging_sums as JSON: {rows, total}, a row for each agency.
create or replace function pakn.urging_counts_json(p_tenant int, p_from timestamptz, p_to timestamptz)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('rows', coalesce(jsonb_agg(s.counts order by s.code) filter (where s.code is not null), '[]'),
		'total', (jsonb_agg(s.counts) filter (where s.code is null))->0)
	from (
		select a.code, jsonb_strip_nulls(jsonb_build_object(
			'agency', case when a.code is not null then jsonb_build_object('code', a.code, 'name', a.name) end,
			'reminded', coalesce(sum(c.reminded), 0), 'escalated', coalesce(sum(c.escalated), 0), 'to_head', coalesce(sum(c.to_head), 0),
			'to_desk', coalesce(sum(c.to_desk), 0), 'to_supervisor', coalesce(sum(c.to_supervisor), 0), 'urgings', coalesce(sum(c.urgings), 0),
			'cases', coalesce(sum(c.cases), 0), 'replied', coalesce(sum(c.replied), 0), 'replied_late', coalesce(sum(c.replied_late), 0),
			'waiting', coalesce(sum(c.waiting), 0), 'late', coalesce(sum(c.late), 0))) as counts
		from pakn.urging_sums(p_tenant, p_from, p_to) c join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = c.agency_id
		group by grouping sets ((a.code, a.name), ())) s
$$;
