-- session_lookup: how the password of an account is to be hashed: its id and the setting and salt of its
-- hash, never the hash itself.  An unknown name gets a salt too, always the same one, so that it
-- cannot be told from a known one.
create or replace function pakn.session_lookup(p_tenant int, p_username text)
returns table (staff_id int, setting text)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select coalesce(s.staff_id, 0), coalesce(regexp_replace(s.password_hash, '[$][^$]*$', ''),
		'$argon2id$v=19$m=19456,t=2,p=1$'
			|| rtrim(encode(decode(md5(p_tenant || lower(p_username)), 'hex'), 'base64'), '='))
	from (select) as one
		left join staff s on s.tenant_id = p_tenant and s.username = lower(p_username) and s.active
			and s.password_hash is not null
$$;
