-- identity_keep: says for how many days after closing a province keeps who reported, or `none`: until somebody asks.
-- Raises: PK422 unknown_tenant, not_days
-- Writes: tenant, admin_act
create or replace function pakn.identity_keep(p_tenant_code text, p_days text)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform tenant_set(p_tenant_code, p_sender_days => p_days);
end $$;
