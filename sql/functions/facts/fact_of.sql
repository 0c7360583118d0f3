-- fact_of: the columns of the fact of a key; null where there is none.
create or replace function pakn.fact_of(p_tenant int, p_noun text, p_key text)
returns jsonb
language sql stable
as $$
	select f.fact from pakn.facts(p_tenant, p_noun) f where f.key = p_key
$$;
