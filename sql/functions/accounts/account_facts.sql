-- account_facts: what administrators say of an account, and not what becomes of it by itself; its digest is the version
-- that a change has to bring.  Null of nobody.
create or replace function pakn.account_facts(p_tenant int, p_staff_id int)
returns jsonb
language sql stable
as $$
	select pakn.account_json(p_tenant, p_staff_id)::jsonb - '{sessions,password,factor}'::text[]
$$;
