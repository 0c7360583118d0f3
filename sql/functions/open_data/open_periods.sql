-- open_periods: the years, quarters and months of which a province has figures, up to this one (stats_period); the latest first.
create or replace function pakn.open_periods(p_tenant int)
returns table (period text, first timestamptz, until timestamptz)
language sql stable
as $$
	with bounds as (
		select greatest(coalesce((select min(r.starts_at) from pakn.stat_rollup r
			where r.tenant_id = p_tenant and r.part = 'arrived' and r.dimension = 'channel' and r.grain = 'month'), now() - interval '1 month'), pakn.counted_from(p_tenant, '-infinity')) as first
	), named as (
		select distinct to_char(m, w.form) as period
		from bounds b, generate_series(date_trunc('month', b.first at time zone 'Asia/Ho_Chi_Minh'), now() at time zone 'Asia/Ho_Chi_Minh' + interval '1 month', interval '1 month') m,
			(values ('YYYY'), ('YYYY"-Q"Q'), ('YYYY-MM')) w (form)
	)
	select n.period, p.first, p.until
	from named n, bounds b, pakn.stats_period(p_tenant, n.period) p
	where p.first <= now() and p.until > b.first
	order by length(n.period) - position('Q' in n.period), n.period desc
$$;
