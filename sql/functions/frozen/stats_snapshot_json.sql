-- stats_snapshot_json: what is told of a frozen month beside its figures.
create or replace function pakn.stats_snapshot_json(s pakn.stats_snapshot)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('number', s.number, 'period', s.period, 'from', s.first, 'to', s.until, 'as_of', s.as_of, 'definitions', s.definitions,
		'made_at', s.made_at, 'made_by', pakn.staff_json(s.tenant_id, s.made_by), 'hash', encode(s.hash, 'hex'),
		'content', format('/api/v1/stats/snapshots/%s/content', s.number))
$$;
