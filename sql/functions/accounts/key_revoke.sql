-- key_revoke: ends an API key; one that has ended, too, so that it can be asked again.
-- Answers: 204 | PK401 PK403 PK404
-- Writes: as api_key_end
create or replace function pakn.key_revoke(p_digest bytea, p_tenant int, p_api_key int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:keys');
begin
	perform api_key_end(c, who.staff_id)
	from credential c where c.tenant_id = p_tenant and c.kind = 'k' and c.api_key_id = p_api_key;
	if not found then
		perform refuse(404, 'unknown_api_key');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
