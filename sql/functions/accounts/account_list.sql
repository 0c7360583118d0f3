-- account_list: the accounts of the province by user name, from the one after p_after.
-- Answers: 200 | PK401 PK403
create or replace function pakn.account_list(p_digest bytea, p_tenant int, p_agency text, p_after text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_items json;
begin
	select coalesce(json_agg(account_json(p_tenant, page.staff_id) order by page.username), '[]') into v_items
	from (
		select s.staff_id, s.username
		from staff s join agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
		where s.tenant_id = p_tenant and s.username > coalesce(lower(p_after), '')
			and (p_agency is null or a.code = p_agency)
		order by s.username
		limit coalesce(p_limit, 50)
	) page;
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
