-- history_heads: how far the sealed history of each province goes, and its last hash: what a checkpoint tells.
create or replace function pakn.history_heads()
returns table (tenant_id int, code text, seq bigint, hash bytea)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	return query
	select t.tenant_id, t.code, h.seq, h.hash
	from tenant t join event_head h on h.tenant_id = t.tenant_id
	where h.seq > 0
	order by t.tenant_id;
end $$;
