-- stats_snapshot_show: a frozen month with a table of its figures, and whether all of it is as it was frozen; where its content is
-- not, without figures.
-- Answers: 200 | PK401 PK403 | PK404 | PK422 a table that was not frozen
create or replace function pakn.stats_snapshot_show(p_digest bytea, p_tenant int, p_number int, p_basis text, p_group text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	s stats_snapshot;
	v_rows jsonb;
	v_frozen jsonb;
	v_faults jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	s := stats_snapshot_of(p_tenant, p_number);
	v_faults := (select coalesce(jsonb_agg(f.fault), '[]') from stats_snapshot_faults(p_tenant, p_number) f);
	if v_faults ? 'content' then
		return (200, (stats_snapshot_json(s) || jsonb_build_object('intact', false, 'faults', v_faults, 'rows', '[]'::jsonb))::text,
			null, null, null, null)::pakn.answer;
	end if;
	v_rows := stats_snapshot_rows(s, p_basis, p_group);
	v_frozen := s.content::jsonb;
	return (200, (stats_snapshot_json(s) || (v_frozen - '{tables,made_at,number,period,from,to,as_of,definitions}'::text[])
		|| jsonb_build_object('intact', v_faults = '[]', 'faults', v_faults,
			'tables', (select jsonb_agg(t - 'rows') from jsonb_array_elements(v_frozen->'tables') t),
			'basis', coalesce(p_basis, 'received'), 'group_by', coalesce(p_group, 'agency'),
			'rows', (select coalesce(jsonb_agg(stats_names(r.codes, r.names) || r.figures order by r.codes, r.names) filter (where r.codes is not null), '[]')
				from jsonb_to_recordset(v_rows) r (codes text[], names text[], figures jsonb)),
			'total', (select r->'figures' from jsonb_array_elements(v_rows) r where r->'codes' = 'null')))::text,
		null, null, null, null)::pakn.answer;
end $$;
