-- stats_rows_join: tables (stats_rows_json) laid over each other: a row for each group that is in one of them, with its figures in
-- each; where it is not, they are those of nothing (stats_emptied).  A group is known by its code, whatever it is called
-- since; where a code stands for several, by its name too.
create or replace function pakn.stats_rows_join(p_tables jsonb[])
returns table (is_total boolean, codes text[], names text[], figures jsonb[])
language sql stable
as $$
	with given as (
		select t.place, r.codes, r.names, r.figures, count(*) over (partition by t.place, r.codes) as of_code
		from unnest(p_tables) with ordinality t (rows, place), jsonb_to_recordset(t.rows) r (codes text[], names text[], figures jsonb)
	), known as (
		select g.*, case when max(g.of_code) over (partition by g.codes) > 1 then g.names end as several from given g
	), laid as (
		select k.codes, max(k.names) filter (where k.last) as names, jsonb_object_agg(k.place, k.figures) as figures,
			(array_agg(k.figures order by k.place))[1] as some
		from (select *, row_number() over (partition by x.codes, x.several order by x.place desc) = 1 as last from known x) k
		group by k.codes, k.several
	)
	select l.codes is null, l.codes, l.names,
		array(select coalesce(l.figures->p::text, pakn.stats_emptied(l.some)) from generate_series(1, cardinality(p_tables)) p)
	from laid l
	order by l.codes is null, l.codes, l.names
$$;
