-- session_lookup: how the password of an account is to be hashed: its id and the setting and salt of its
-- hash, never the hash itself; and how many seconds one has to wait first.  An unknown name gets a salt
-- too, always the same one, so that it cannot be told from a known one; a locked account is unknown.
-- Writes: login_attempt
create or replace function pakn.session_lookup(p_tenant int, p_username text, p_address inet)
returns table (staff_id int, setting text, wait int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	return query
	select coalesce(s.staff_id, 0), password_setting(s.password_hash, p_tenant, p_username),
		login_wait(p_tenant, '{account,address,pair}', p_username, p_address)
	from (select) as one
		left join staff s on s.tenant_id = p_tenant and s.username = lower(p_username) and s.active
			and s.password_hash is not null and s.password_until > now();
end $$;
