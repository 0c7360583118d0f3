-- password_words: the words of an account that its password may not be made of: its own names, those of its
-- agency and of its province, separated by spaces.
create or replace function pakn.password_words(p_tenant int, p_staff_id int)
returns text
language sql stable
as $$
	select concat_ws(' ', s.username, s.name, a.code, a.short_name, t.code, t.name)
	from pakn.staff s
		join pakn.agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
		join pakn.tenant t on t.tenant_id = s.tenant_id
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id
$$;
