-- stats_period: the period that a word means: a year (2025), a quarter (2025-Q4) or a month (2025-10), from and to the
-- province's cut-off (tenant.cutoff_day, cutoff_hour); null for what is none.  With a cut-off on another day than the
-- first, a month ends in the one by which it is called.
create or replace function pakn.stats_period(p_tenant int, p_period text, out first timestamptz, out until timestamptz)
language sql stable
as $$
	select (m.starts - case when t.cutoff_day > 1 then interval '1 month' else interval '0' end + make_interval(days => t.cutoff_day - 1, hours => t.cutoff_hour)) at time zone 'Asia/Ho_Chi_Minh',
		(m.starts + m.length - case when t.cutoff_day > 1 then interval '1 month' else interval '0' end + make_interval(days => t.cutoff_day - 1, hours => t.cutoff_hour)) at time zone 'Asia/Ho_Chi_Minh'
	from pakn.tenant t,
		(select case
				when p_period ~ '^\d{4}$' then make_timestamp(p_period::int, 1, 1, 0, 0, 0)
				when p_period ~ '^\d{4}-Q[1-4]$' then make_timestamp(left(p_period, 4)::int, 3 * right(p_period, 1)::int - 2, 1, 0, 0, 0)
				when p_period ~ '^\d{4}-(0[1-9]|1[0-2])$' then make_timestamp(left(p_period, 4)::int, right(p_period, 2)::int, 1, 0, 0, 0)
			end as starts,
			case when p_period like '____' then interval '1 year' when p_period like '%Q%' then interval '3 months' else interval '1 month' end as length) m
	where t.tenant_id = p_tenant
$$;
