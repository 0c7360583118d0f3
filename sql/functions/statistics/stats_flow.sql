-- stats_flow: what went through a question's period, and what was open and overdue when it, or each part of it by time, began.
create or replace function pakn.stats_flow(q pakn.stats_question)
returns table (is_total boolean, codes text[], names text[], sums pakn.stat_rollup, hours int[], open bigint, overdue bigint)
language plpgsql stable
as $$
declare
	v_time int := (select g.place from unnest(q.groups) with ordinality g (name, place) where pakn.stats_is_time(g.name));
begin
	if v_time is null then
		return query select s.* from pakn.stats_sums(q) s;
		return;
	end if;
	-- What was open before is in the row without a time.
	return query
	select f.*
	from (
		select s.is_total, s.codes, s.names, s.sums, s.hours,
			case when s.is_total then s.open else coalesce(sum(s.open + (s.sums).in_time + (s.sums).overdue) over earlier, 0) end::bigint,
			case when s.is_total then s.overdue else coalesce(sum(s.overdue + (s.sums).overdue) over earlier, 0) end::bigint
		from pakn.stats_sums(q) s
		window earlier as (partition by s.is_total, s.codes[3 - v_time] order by s.codes[v_time] nulls first rows between unbounded preceding and 1 preceding)) f
	where f.is_total or f.codes[v_time] is not null;
end $$;
