-- session_lookup: what is needed to check a password; no row where the name is unknown or locked.
create or replace function pakn.session_lookup(p_tenant int, p_username text)
returns table (staff_id int, password_hash text)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select s.staff_id, s.password_hash
	from staff s
	where s.tenant_id = p_tenant and s.username = lower(p_username) and s.active and s.password_hash is not null
$$;
