-- password_setting: a hash without its last part: its algorithm, costs and salt.  Where there is no hash,
-- one of the usual costs with a salt of the name's own.
create or replace function pakn.password_setting(p_hash text, p_tenant int, p_username text)
returns text
language sql immutable
as $$
	select coalesce(regexp_replace(p_hash, '[$][^$]*$', ''), '$argon2id$v=19$m=19456,t=2,p=1$'
		|| rtrim(encode(decode(md5(p_tenant || lower(p_username)), 'hex'), 'base64'), '='))
$$;
