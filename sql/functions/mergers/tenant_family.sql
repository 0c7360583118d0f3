-- tenant_family: a province and all that became part of it, near or far.
create or replace function pakn.tenant_family(p_tenant int)
returns setof int
language sql stable
as $$
	with recursive family as (
		select p_tenant as tenant_id
		union
		select t.tenant_id from family f join pakn.tenant t on t.merged_into = f.tenant_id
	)
	select f.tenant_id from family f
$$;
