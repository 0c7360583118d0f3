-- person_forget: ends the sessions of persons, and their codes under way.
-- Writes: credential, citizen_code
create or replace function pakn.person_forget(p_tenant int, p_persons bytea[])
returns void
language sql
as $$
	delete from pakn.credential c where c.tenant_id = p_tenant and c.kind = 'c' and c.person = any (p_persons);
	delete from pakn.citizen_code c where c.tenant_id = p_tenant and c.phone_hash = any (p_persons)
$$;
