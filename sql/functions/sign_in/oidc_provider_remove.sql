-- oidc_provider_remove: closes a sign-on service, and ends every session that was opened through it; an administrator's
-- act.  Whose account is whose is kept, for when it is added again.
-- Answers how many sessions ended; null where there is no such service.  Raises: PK422 unknown tenant
-- Writes: oidc_provider, credential, admin_act
create or replace function pakn.oidc_provider_remove(p_tenant_code text, p_provider text)
returns bigint
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_before jsonb := pakn.oidc_provider_json(v_tenant, p_provider);
	v_ended bigint;
begin
	update pakn.oidc_provider p set active = false where p.tenant_id = v_tenant and p.provider = p_provider and p.active;
	if not found then
		return null;
	end if;
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = v_tenant and c.provider = p_provider and c.revoked_at is null and c.expires_at > now();
	get diagnostics v_ended = row_count;
	perform pakn.admin_act_by(v_tenant, null, 'providers', 'delete', p_provider, v_before,
		pakn.oidc_provider_json(v_tenant, p_provider) || jsonb_build_object('ended_sessions', v_ended));
	return v_ended;
end $$;
