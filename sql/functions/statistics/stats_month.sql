-- stats_month: the month, as stats_period knows it, in which an instant lies by the province's cut-off.
create or replace function pakn.stats_month(p_tenant int, p_at timestamptz)
returns text
language sql stable
as $$
	select to_char((p_at at time zone 'Asia/Ho_Chi_Minh') - make_interval(days => t.cutoff_day - 1, hours => t.cutoff_hour)
		+ case when t.cutoff_day > 1 then interval '1 month' else interval '0' end, 'YYYY-MM')
	from pakn.tenant t
	where t.tenant_id = p_tenant
$$;
