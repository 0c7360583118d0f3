-- stats_flow: what went through a question's period, and what was open and overdue when it, or each part of it by time, began.
create or replace function pakn.stats_flow(q pakn.stats_question)
returns table (is_total boolean, codes text[], names text[], sums pakn.stat_rollup, hours int[], open bigint, overdue bigint)
language plpgsql stable
as $$
declare
	v_kept text[] := array(select g from unnest(q.groups) with ordinality x (g, place) where not pakn.stats_is_time(g) order by place);
	v_kept_at int := array_position(q.groups, v_kept[1]);
	v_timed boolean := cardinality(v_kept) < cardinality(q.groups);
begin
	return query
	with within as materialized (
		select s.*, case when not v_timed then s.codes when v_kept = '{}' or s.is_total then null else s.codes[v_kept_at:v_kept_at] end as kept, s.is_total or v_kept = '{}' as of_all
		from pakn.stats_sums(q, q.groups, q.first, q.until) s
	), before as materialized (
		select b.is_total, b.codes, b.names, ((b.sums).in_time + (b.sums).overdue)::bigint as open, (b.sums).overdue::bigint as overdue
		from pakn.stats_sums(q, v_kept, '2000-01-01 00:00+07', q.first, false) b
	)
	select coalesce(w.is_total, b.is_total), coalesce(w.codes, b.codes), coalesce(w.names, b.names), coalesce(w.sums, pakn.stats_none()), w.hours,
		coalesce(b.open, 0) + case when v_timed and not w.is_total then
			coalesce(sum((w.sums).in_time + (w.sums).overdue) over earlier, 0) else 0 end,
		coalesce(b.overdue, 0) + case when v_timed and not w.is_total then coalesce(sum((w.sums).overdue) over earlier, 0) else 0 end
	from within w
		full join before b on b.is_total = w.of_all and coalesce(b.codes, '{}') = coalesce(w.kept, '{}')
	where w.is_total is not null or not v_timed and (b.open <> 0 or b.is_total)
	window earlier as (partition by w.is_total, w.kept order by w.codes[case v_kept_at when 1 then 2 else 1 end] rows between unbounded preceding and 1 preceding);
end $$;
