-- tenant_hosts: all provinces, each with its host names (null: none), which one is the default, and which one
-- answers for it since they were merged (null: itself).
create or replace function pakn.tenant_hosts()
returns table (tenant_id int, is_default boolean, host text, into_id int)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select t.tenant_id, t.is_default, h.host, case when t.merged_into is not null then (
		with recursive next as (
			select t.merged_into as tenant_id
			union
			select x.merged_into from next n join tenant x on x.tenant_id = n.tenant_id where x.merged_into is not null)
		select n.tenant_id from next n join tenant x on x.tenant_id = n.tenant_id where x.merged_into is null) end
	from tenant t left join tenant_host h on h.tenant_id = t.tenant_id
$$;
