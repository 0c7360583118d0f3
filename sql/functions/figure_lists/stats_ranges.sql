-- stats_ranges: what the ranges of an index of report_cell begin with in which a row of these codes lies (stats_range_where): the keys of the
-- group of which there are the fewest, or, by channels, kinds and urgencies, all of these that there are together.
create or replace function pakn.stats_ranges(q pakn.stats_question, p_tenant int, p_codes text[])
returns text
language sql stable
as $$
	select coalesce((
		select format('unnest(%L::int[])', pakn.stats_keys_of(q, p_tenant, q.groups[l], p_codes[l])) || ' k (key)'
		from pakn.stats_range_group(q.groups, p_codes) l where l is not null), format($q$(
			with recursive k as (
				(select c.channel_id, c.kind, c.urgency from pakn.report_cell c where c.tenant_id = %1$s order by 1, 2, 3 limit 1)
				union all
				select n.* from k cross join lateral (
					select c.channel_id, c.kind, c.urgency from pakn.report_cell c
					where c.tenant_id = %1$s and (c.channel_id, c.kind, c.urgency) > (k.channel_id, k.kind, k.urgency) order by 1, 2, 3 limit 1) n
			)
			select c.* from k c where %2$s) k$q$, p_tenant, pakn.stats_row_where(q, p_tenant, q.groups, p_codes)))
$$;
