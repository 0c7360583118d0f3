-- stats_earlier: the same question for what a period is compared with: the one before it, and the same a year before.  Of a word
-- (stats_period) the month, quarter or year before; else as long a time before.
create or replace function pakn.stats_earlier(q pakn.stats_question, p_period text)
returns pakn.stats_question[]
language plpgsql stable
as $$
declare
	c_zone constant text := 'Asia/Ho_Chi_Minh';
	v_last timestamp := case when p_period like '%Q%' then make_timestamp(left(p_period, 4)::int, 3 * right(p_period, 1)::int, 1, 0, 0, 0) - interval '3 months'
		when p_period like '____-__' then (p_period || '-01')::timestamp - interval '1 month' end;
	a pakn.stats_question := q;
	b pakn.stats_question := q;
begin
	if p_period is null then
		a.first := q.first - (q.until - q.first);
		a.until := q.first;
		b.first := (q.first at time zone c_zone - interval '1 year') at time zone c_zone;
		b.until := (q.until at time zone c_zone - interval '1 year') at time zone c_zone;
	else
		select x.first, x.until into a.first, a.until from pakn.stats_period(q.tenant_id, case
			when p_period like '%Q%' then to_char(v_last, 'YYYY"-Q"Q') when v_last is not null then to_char(v_last, 'YYYY-MM')
			else (p_period::int - 1)::text end) x;
		select x.first, x.until into b.first, b.until from pakn.stats_period(q.tenant_id, (left(p_period, 4)::int - 1) || substr(p_period, 5)) x;
	end if;
	return array[a, b];
end $$;
