-- partition_chore: keeps the parts of this month and the next two.
create or replace function pakn.partition_chore()
returns void
language sql volatile security definer set search_path = pakn, public, pg_temp
as $$
	select partition_ensure(now() - interval '1 month', now() + interval '2 months')
$$;
