-- oidc_link_set: says whose account a person at a sign-on service has, or (p_subject null) that an account is nobody's
-- there any more; an administrator's act.  Sessions that were opened through the service for the account end.
-- Raises: PK422 unknown tenant, service or account
-- Writes: oidc_link, credential, admin_act
create or replace function pakn.oidc_link_set(p_tenant_code text, p_provider text, p_username text, p_subject text)
returns void
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_issuer text;
	v_staff int;
	v_before text;
begin
	select p.issuer into v_issuer from pakn.oidc_provider p
	where p.tenant_id = v_tenant and p.provider = p_provider and p.audience = 'staff';
	if not found then
		perform pakn.refuse(422, 'unknown_provider');
	end if;
	select s.staff_id into v_staff from pakn.staff s where s.tenant_id = v_tenant and s.username = lower(p_username);
	if not found then
		perform pakn.refuse(422, 'unknown_account');
	end if;
	select l.subject into v_before from pakn.oidc_link l
	where l.tenant_id = v_tenant and l.issuer = v_issuer and l.staff_id = v_staff;
	delete from pakn.oidc_link l
	where l.tenant_id = v_tenant and l.issuer = v_issuer and (l.staff_id = v_staff or l.subject = p_subject);
	insert into pakn.oidc_link (tenant_id, issuer, subject, staff_id)
	select v_tenant, v_issuer, p_subject, v_staff where p_subject is not null;
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = v_tenant and c.staff_id = v_staff and c.provider = p_provider and c.revoked_at is null;
	perform pakn.admin_act_by(v_tenant, null, 'accounts', case when p_subject is null then 'unlink' else 'link' end,
		lower(p_username), jsonb_build_object('provider', p_provider, 'subject', v_before),
		jsonb_build_object('provider', p_provider, 'subject', p_subject));
end $$;
