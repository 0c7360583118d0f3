-- stats_named: the joins that give each row c of stats_cells the codes and names that it stands under, grouped so (stats_group).
-- With figures of provinces that became part of this one (q.merged), under what their agencies, areas and fields became here.
create or replace function pakn.stats_named(q pakn.stats_question, p_groups text[])
returns text
language plpgsql stable
as $$
begin
	return (select coalesce(string_agg(case when q.merged and noun.noun is not null then format($q$
			cross join lateral (select case when c.tenant_id = %1$s then c.%2$I else pakn.tenant_merge_id(c.tenant_id, %1$s, %3$L, c.%2$I) end as key) h%4$s
			cross join lateral pakn.stats_group(case when h%4$s.key is null then c.tenant_id else %1$s end, %5$L, coalesce(h%4$s.key, c.%2$I), c.starts_at, %6$L) g%4$s$q$,
			q.tenant_id, d.keys[g.place], noun.noun, g.place, g.name, q.areas_at)
		else format('cross join lateral pakn.stats_group(%s, %L, c.%I, c.starts_at, %L) g%s', q.tenant_id, g.name, coalesce(d.keys[g.place], 'key'), q.areas_at, g.place)
		end, E'\n' order by g.place), '')
	from pakn.stats_dimension(p_groups) d, unnest(p_groups) with ordinality g (name, place)
		cross join lateral (select case g.name when 'area' then 'areas' when 'category' then 'categories' when 'agency' then 'agencies' when 'successor' then 'agencies'
			when 'level' then 'agencies' end as noun) noun);
end $$;
