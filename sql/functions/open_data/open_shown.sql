-- open_shown: the figures of a row as everybody may read them: "<5" and "≥5" stand for what is withheld (with p_small 5), null for a
-- rate of fewer than p_rates cases, or that would tell what is withheld.
create or replace function pakn.open_shown(p_figures jsonb, p_shifts int[], p_small int, p_rates int)
returns jsonb
language sql stable
as $$
	with withheld as (
		select c.figure
		from unnest(pakn.open_counts()) with ordinality c (figure, n)
			join pakn.open_shifts() s on s.shift = any (p_shifts) and s.deltas[c.n] <> 0
	)
	select jsonb_object_agg(f.figure, case
		when f.kind = 'count' and f.figure in (select w.figure from withheld w)
			then to_jsonb(case when (p_figures->>f.figure)::int < p_small then '<' else '≥' end || p_small)
		when f.kind = 'count' or not f.needs && array(select w.figure from withheld w) and (p_figures->>f.needs[1])::int >= p_rates
			then p_figures->f.figure end)
	from pakn.open_figures() f
$$;
