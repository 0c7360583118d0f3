-- password_lookup: what a change of the caller's own password needs: how the old one is to be hashed, the words
-- that the new one may not be made of, and how many seconds one has to wait first; counts the try.
-- Raises: PK401 PK403 PK409
-- Writes: login_attempt
create or replace function pakn.password_lookup(p_digest bytea, p_tenant int)
returns table (setting text, words text, wait int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full,password}');
begin
	return query
	select password_setting(s.password_hash, p_tenant, s.username), password_words(p_tenant, s.staff_id),
		login_wait(p_tenant, '{pair}', own.username, own.address)
	from staff s where s.tenant_id = p_tenant and s.staff_id = own.staff_id;
end $$;
