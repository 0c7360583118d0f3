-- stat_bucket_minutes: the middle of a class of the histogram (stat_bucket), in minutes.
create or replace function pakn.stat_bucket_minutes(p_bucket int)
returns double precision
language sql immutable
as $$
	select case when p_bucket <= 1 then 0 else power(1.1::float8, p_bucket - 1.5::float8) end
$$;
