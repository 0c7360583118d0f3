-- stats_content: what is frozen of a month, as the bytes that are hashed: its figures as of an instant, recounted from the history,
-- with all that makes them verifiable: definitions and their words, cut-off, how far the sealed history went, and the hash
-- of the snapshot before.
create or replace function pakn.stats_content(p_number int, p_period text, q pakn.stats_question, p_previous bytea)
returns text
language sql stable
as $$
	select jsonb_build_object('province', t.code, 'number', p_number, 'period', p_period, 'from', q.first, 'to', q.until,
		'counted_from', pakn.counted_from(q.tenant_id, q.first), 'cutoff', jsonb_build_object('day', t.cutoff_day, 'hour', t.cutoff_hour),
		'as_of', q.as_of, 'made_at', now(), 'definitions', pakn.stats_definitions(), 'formula', pakn.stats_formula('vi'),
		'history', (select jsonb_build_object('seq', coalesce(max(h.seq), 0), 'hash', encode(coalesce((array_agg(h.hash))[1],
			pakn.history_root(q.tenant_id)), 'hex')) from pakn.event_head h where h.tenant_id = q.tenant_id),
		'previous', encode(p_previous, 'hex'),
		'tables', (select jsonb_agg(jsonb_build_object('basis', f.basis, 'group_by', f.groups, 'rows',
			pakn.stats_rows_json(jsonb_populate_record(q, jsonb_build_object('basis', f.basis, 'groups', string_to_array(f.groups, ',')))))
			order by f.place) from pakn.stats_freezes() f))::text
	from pakn.tenant t
	where t.tenant_id = q.tenant_id
$$;
