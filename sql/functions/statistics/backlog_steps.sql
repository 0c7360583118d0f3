-- backlog_steps: the days, weeks or months (by the province's cut-off) of a period, as far as they have begun, clipped to it.
create or replace function pakn.backlog_steps(q pakn.stats_question, p_by text)
returns table (step int, first timestamptz, until timestamptz)
language sql stable
as $$
	with starts as (
		select case p_by when 'month' then (select p.first from pakn.stats_period(q.tenant_id, to_char(s, 'YYYY-MM')) p)
			else s at time zone 'Asia/Ho_Chi_Minh' end as first
		from generate_series(date_trunc(p_by, q.first at time zone 'Asia/Ho_Chi_Minh'), (least(q.until, now()) at time zone 'Asia/Ho_Chi_Minh')
			+ case p_by when 'month' then interval '2 months' else interval '0' end, ('1 ' || p_by)::interval) s
	), bounds as (
		select q.first as first
		union
		select s.first from starts s where s.first > q.first and s.first < least(q.until, now())
	)
	select (row_number() over w)::int, b.first, lead(b.first, 1, least(q.until, now())) over w
	from bounds b
	where b.first < now()
	window w as (order by b.first)
$$;
