-- stats_snapshot_compare: two frozen months beside each other, or two of the same month: each figure in both, and by how much the
-- second is more.  Where they were counted by other definitions, that is said; a figure that one of them does not have is null.
-- Answers: 200 | PK401 PK403 | PK404 | PK409 somebody changed it | PK422 a table that was not frozen in both
create or replace function pakn.stats_snapshot_compare(p_digest bytea, p_tenant int, p_number int, p_other int, p_basis text, p_group text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	a stats_snapshot;
	b stats_snapshot;
	v_answer jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	a := stats_snapshot_of(p_tenant, p_number);
	b := stats_snapshot_of(p_tenant, p_other);
	with rows as (
		select j.is_total, j.codes, j.names, jsonb_object_agg(k, jsonb_build_object('first', j.figures[1]->k, 'second', j.figures[2]->k,
			'difference', stats_difference(j.figures[2]->k, j.figures[1]->k))) as figures
		from stats_rows_join(array[stats_snapshot_rows(a, p_basis, p_group), stats_snapshot_rows(b, p_basis, p_group)]) j,
			lateral (select jsonb_object_keys(j.figures[1]) union select jsonb_object_keys(j.figures[2])) f (k)
		group by 1, 2, 3
	)
	select jsonb_build_object('first', stats_snapshot_json(a), 'second', stats_snapshot_json(b), 'basis', coalesce(p_basis, 'received'),
		'group_by', coalesce(p_group, 'agency'), 'definitions_differ', a.definitions <> b.definitions,
		'words', case when a.definitions = b.definitions then case p_lang when 'en' then 'both by the same definitions' else 'hai bản chốt cùng một định nghĩa' end
			else format(case p_lang when 'en' then 'the first by definitions %s, the second by definitions %s: figures need not mean the same'
				else 'bản thứ nhất theo định nghĩa phiên bản %s, bản thứ hai theo phiên bản %s: số liệu có thể không cùng nghĩa' end, a.definitions, b.definitions) end,
		'formulas_differ', (select coalesce(jsonb_agg(f.figure order by f.figure), '[]')
			from (select jsonb_object_keys(a.content::jsonb->'formula') union select jsonb_object_keys(b.content::jsonb->'formula')) f (figure)
			where a.content::jsonb->'formula'->>f.figure is distinct from b.content::jsonb->'formula'->>f.figure),
		'rows', coalesce(jsonb_agg(stats_names(r.codes, r.names) || jsonb_build_object('figures', r.figures) order by r.codes, r.names)
			filter (where not r.is_total), '[]'),
		'total', (jsonb_agg(r.figures) filter (where r.is_total))->0)
	into v_answer
	from rows r;
	return (200, v_answer::text, null, null, null, null)::pakn.answer;
end $$;
