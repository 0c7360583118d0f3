-- person_forget: ends the sessions of persons, their codes under way, and that they joined reports of others.
-- Writes: credential, citizen_code, report_support
create or replace function pakn.person_forget(p_tenant int, p_persons bytea[])
returns void
language sql
as $$
	delete from pakn.credential c where c.tenant_id = p_tenant and c.kind = 'c' and c.person = any (p_persons);
	delete from pakn.citizen_code c where c.tenant_id = p_tenant and c.phone_hash = any (p_persons);
	delete from pakn.report_support s where s.tenant_id = p_tenant and s.supporter = any (p_persons)
$$;
