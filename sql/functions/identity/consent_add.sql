-- consent_add: another version of what senders agree to; false where it is there already: that stays.
-- Raises: PK422 unknown_tenant
-- Writes: consent_text, admin_act
create or replace function pakn.consent_add(p_tenant_code text, p_version text, p_vi text, p_en text)
returns boolean
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int := tenant_named(p_tenant_code);
begin
	insert into consent_text (tenant_id, version, vi, en) values (v_tenant, p_version, p_vi, p_en) on conflict do nothing;
	if not found then
		return false;
	end if;
	perform admin_act_by(v_tenant, null, 'consents', 'add', p_version, null, jsonb_build_object('vi', p_vi, 'en', p_en));
	return true;
end $$;
