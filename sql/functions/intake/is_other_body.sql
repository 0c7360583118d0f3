-- is_other_body: whether two digests say that two bodies differ.  Those of two kinds, which their length
-- tells, say nothing of each other: a retry that comes after an upgrade is then taken for what it is.
create or replace function pakn.is_other_body(p_known bytea, p_given bytea)
returns boolean
language sql immutable
as $$
	select p_known <> p_given and length(p_known) = length(p_given)
$$;
