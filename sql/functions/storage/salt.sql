-- salt: 16 random bytes for the digest of a text; the salt is erased with the text.
create or replace function pakn.salt()
returns bytea
language sql volatile
as $$
	select uuid_send(gen_random_uuid())
$$;
