-- Says what does not fit in the figures of a history (history.sql) that was sent; nothing where all does:
--   psql -XAtq -v sent=N -v refused=N -v handled=N -f sql/seed/history_check.sql
-- The totals at its end must be those of the file, and the figures of now those counted again from the events.
\set from '\'2026-01-01 00:00+07\''
\set to '\'2026-10-01 00:00+07\''
set search_path = pakn, public;

select format('the table has %s of the %s %s', s.found, s.expected, s.what)
from stats_rows(24, :from, :to, :to, 'agency') r, lateral (values ('sent', r.received, :sent),
	('refused', r.refused, :refused), ('handled', r.handled, :handled)) as s (what, found, expected)
where r.is_total and s.found <> s.expected
union all
select 'there is no table' where not exists (select from stats_rows(24, :from, :to, :to, 'agency'));

select format('%s %s, class %s: %s in the figures, %s counted again', dimension, key, stat_class, figures, recounted)
from (
	select d.dimension, x.key, x.stat_class, x.stat_bucket, sum(x.figures) as figures, sum(x.recounted) as recounted
	from unnest('{agency,area,category,channel}'::text[]) as d (dimension), lateral (
		select c.key, c.stat_class, c.stat_bucket, c.n as figures, 0 as recounted
		from stats_cells(24, d.dimension, :from, :to) c
		union all
		select c.key, c.stat_class, c.stat_bucket, 0, c.n from stats_recount(24, d.dimension, :from, :to, now()) c) x
	group by 1, 2, 3, 4) compared
where figures <> recounted;
