-- stat_touched: the figures in which these classes count, with what is counted beside any of them (81 and 82: stat_class).
create or replace function pakn.stat_touched(p_classes smallint[])
returns text[]
language sql stable
as $$
	select array_agg(distinct f.key)
	from pakn.stat_class c cross join lateral jsonb_each(to_jsonb(c) - 'stat_class') f
	where c.stat_class = any (p_classes || '{81,82}'::smallint[]) and f.value = '1'
$$;
