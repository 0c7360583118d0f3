-- attribute_newest: since when the newest attribute of a code holds; null where there is none.
create or replace function pakn.attribute_newest(p_tenant int, p_category text, p_code text)
returns date
language sql stable
as $$
	select max(a.valid_from)
	from pakn.category c join pakn.category_attribute a on a.tenant_id = p_tenant and a.category_id = c.category_id
	where c.tenant_id = p_tenant and c.code = p_category and a.code = p_code
$$;
