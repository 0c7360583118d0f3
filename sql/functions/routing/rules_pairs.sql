-- rules_pairs: how many pairs of a field and a commune there are at a time, for each of which somebody should answer.
create or replace function pakn.rules_pairs(p_tenant int, p_at timestamptz)
returns bigint
language plpgsql stable
as $$
begin
	return (select count(*) from pakn.category c where c.tenant_id = p_tenant and c.active and c.in_scope)
		* (select count(*) from pakn.area a where a.tenant_id = p_tenant and a.level = 'commune' and a.valid_from <= p_at and p_at < a.valid_to);
end $$;
