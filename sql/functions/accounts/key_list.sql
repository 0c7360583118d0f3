-- key_list: the API keys of the province, the newest first.
-- Answers: 200 | PK401 PK403
create or replace function pakn.key_list(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:keys');
	v_items json;
begin
	select coalesce(json_agg(key_json(c) order by c.api_key_id desc), '[]') into v_items
	from credential c where c.tenant_id = p_tenant and c.kind = 'k';
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
