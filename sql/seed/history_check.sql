-- Says what does not fit in the figures of a history (history.sql) that was sent; nothing where all does:
--   psql -XAtq -v sent=N -v refused=N -v handled=N -f sql/seed/history_check.sql
-- The totals at its end must be those of the file, and the figures of now those counted again from the events.
\set from '\'2026-01-01 00:00+07\''
\set to '\'2026-10-01 00:00+07\''
set search_path = pakn, public;

select format('the table has %s of the %s %s', f.value, s.expected, s.what)
from stats_table(stats_question(24, null, :from, :to, :to, null, 'agency')) r, lateral (values ('sent', 'received', :sent),
	('refused', 'refused', :refused), ('handled', 'handled', :handled)) as s (what, figure, expected), lateral (select (r.figures->>s.figure)::int as value) f
where r.is_total and f.value <> s.expected;

select format('%s %s, %s, %s: %s in the figures, %s counted again', dimension, key, basis, figure, coalesce(figures, '0'), coalesce(recounted, '0'))
from (
	select d.dimension, b.basis, x.cell->>'key' as key, f.key as figure, sum(f.value::int) filter (where x.read) as figures,
		sum(f.value::int) filter (where not x.read) as recounted
	from unnest('{agency,area,category,channel}'::text[]) as d (dimension), unnest('{received,handled}'::stat_basis[]) b (basis), lateral (
		select true as read, to_jsonb(c) as cell from stats_cells(24, b.basis, d.dimension, :from, :to) c
		union all
		select false, to_jsonb(c) from stats_cells(24, b.basis, d.dimension, :from, :to, null, now()) c) x,
		jsonb_each_text(x.cell - '{tenant_id,part,dimension,grain,starts_at,key,key_2}'::text[]) f
	group by 1, 2, 3, 4) compared
where coalesce(figures, 0) <> coalesce(recounted, 0);
