-- oidc_staff_find: whose account somebody has whom a sign-on service names.  At the first sign-in the account of that
-- user name, where the service is trusted with that; a user name that is somebody else's already gives nothing.
-- Raises: PK403 no account, or a locked one
-- Writes: oidc_link
create or replace function pakn.oidc_staff_find(p_tenant int, p_provider text, p_subject text, p_account text)
returns table (staff_id int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
begin
	insert into oidc_link (tenant_id, issuer, subject, staff_id)
	select p_tenant, p.issuer, p_subject, s.staff_id
	from oidc_provider p join staff s on s.tenant_id = p.tenant_id and s.username = lower(p_account) and s.active
	where p.tenant_id = p_tenant and p.provider = p_provider and p.audience = 'staff' and p.account_claim is not null
	on conflict do nothing;
	return query
	select l.staff_id
	from oidc_provider p
		join oidc_link l on l.tenant_id = p.tenant_id and l.issuer = p.issuer and l.subject = p_subject
		join staff s on s.tenant_id = l.tenant_id and s.staff_id = l.staff_id and s.active
	where p.tenant_id = p_tenant and p.provider = p_provider and p.audience = 'staff';
	if not found then
		perform refuse(403, 'no_account', jsonb_build_object('subject', p_subject));
	end if;
end $$;
