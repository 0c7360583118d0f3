-- stats_snapshot_changes: what became of a frozen month, figure by figure: as it was frozen, counted today as of then, and as it
-- stands now.  Between the first two stands what was corrected, a change of the past; between the last two what has
-- matured.  Counted by the definitions of today, which is said where they are others.
-- Answers: 200 | PK401 PK403 | PK404 | PK409 somebody changed it | PK422 a table that was not frozen
create or replace function pakn.stats_snapshot_changes(p_digest bytea, p_tenant int, p_number int, p_basis text, p_group text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	s stats_snapshot;
	q stats_question;
	v_tables jsonb[];
	v_answer jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	s := stats_snapshot_of(p_tenant, p_number);
	v_tables := array[stats_snapshot_rows(s, p_basis, p_group)];
	q := stats_question(p_tenant, null, s.first, s.until, s.as_of, p_basis, p_group);
	v_tables := v_tables || stats_rows_json(q);
	q.as_of := null;
	v_tables := v_tables || stats_rows_json(q);
	with rows as (
		select j.is_total, j.codes, j.names, jsonb_object_agg(k, jsonb_build_object('frozen', j.figures[1]->k, 'recounted', j.figures[2]->k,
				'now', j.figures[3]->k, 'corrected', stats_difference(j.figures[2]->k, j.figures[1]->k),
				'matured', stats_difference(j.figures[3]->k, j.figures[2]->k))) as figures,
			array_agg(k) filter (where j.figures[1]->k <> j.figures[2]->k) as corrected,
			array_agg(k) filter (where j.figures[2]->k <> j.figures[3]->k) as matured
		from stats_rows_join(v_tables) j, lateral (select jsonb_object_keys(j.figures[1]) union select jsonb_object_keys(j.figures[2])) f (k)
		group by 1, 2, 3
	)
	select jsonb_build_object(
		'corrected', (select coalesce(jsonb_agg(distinct k), '[]') from rows c, unnest(c.corrected) k),
		'matured', (select coalesce(jsonb_agg(distinct k), '[]') from rows c, unnest(c.matured) k),
		'rows', coalesce(jsonb_agg(stats_names(r.codes, r.names) || jsonb_build_object('figures', r.figures) order by r.codes, r.names)
			filter (where not r.is_total), '[]'),
		'total', (jsonb_agg(r.figures) filter (where r.is_total))->0)
	into v_answer
	from rows r;
	return (200, (stats_head(q, p_lang) || v_answer || jsonb_build_object('snapshot', stats_snapshot_json(s),
		'definitions_differ', s.definitions <> stats_definitions(), 'words', case p_lang
			when 'en' then 'frozen: as it was frozen; recounted: the same, counted today as of then; now: as it stands; corrected = recounted - frozen, a change of the past; matured = now - recounted, what happened since'
			else 'frozen: số đã chốt; recounted: tính lại hôm nay theo đúng thời điểm chốt; now: số hiện tại; corrected = recounted - frozen: sửa đổi dữ liệu quá khứ; matured = now - recounted: diễn biến từ khi chốt' end))::text,
		null, null, null, null)::pakn.answer;
end $$;
