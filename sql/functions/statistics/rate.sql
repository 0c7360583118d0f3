-- rate: a share in percent to two places; null where there is nothing to divide by (printed as a dash).
create or replace function pakn.rate(p_part numeric, p_whole numeric)
returns numeric
language sql immutable
as $$
	select round(100 * p_part / nullif(p_whole, 0), 2)
$$;
