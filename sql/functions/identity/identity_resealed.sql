-- identity_resealed: notes that who reported, and the authenticators, were sealed again.
-- Writes: admin_act
create or replace function pakn.identity_resealed(p_key_id int)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform admin_act_by(t.tenant_id, null, 'seals', 'reseal', p_key_id::text, null, jsonb_build_object('identity_key', p_key_id))
	from tenant t;
end $$;
