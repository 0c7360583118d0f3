-- moments_meet: whether an instant may be of both moments (hours_read).  Minutes of the week are compared, and the two
-- sides of one calendar; that a calendar's hours never meet certain minutes, or another calendar's, nobody knows.
create or replace function pakn.moments_meet(a int4multirange, b int4multirange)
returns boolean
language sql immutable
as $$
	select a && b or (lower(a) >= 10080) <> (lower(b) >= 10080)
		or lower(a) >= 10080 and (lower(a) / 2) <> (lower(b) / 2)
$$;
