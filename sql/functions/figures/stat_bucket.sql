-- stat_bucket: the class of a log histogram that a duration counts in; each is 10% wider than the one
-- before, so that a percentile read from it is at most 5% off.  Bucket 0: none; 1: under a minute.
create or replace function pakn.stat_bucket(p_minutes int)
returns smallint
language sql immutable
as $$
	select (1 + case when p_minutes < 1 then 0 else 1 + floor(ln(p_minutes) / ln(1.1)) end)::smallint
$$;
