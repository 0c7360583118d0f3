-- open_period: the period that the public page shows unless one says otherwise: the last month that has ended.
create or replace function pakn.open_period(p_tenant int)
returns text
language sql stable
as $$
	select max(p.period) from pakn.open_periods(p_tenant) p where length(p.period) = 7 and p.period !~ 'Q' and p.until <= now()
$$;
