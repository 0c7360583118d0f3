-- rules_version_withdraw: takes back the last version of the rules, which waits to take effect: what was before it goes on.
-- Asked again, it has been done.
-- Answers: 204 | PK401 PK403 | PK404 | PK409 it has taken effect, or a later one waits
-- Writes: routing_version, routing_rule, admin_act
create or replace function pakn.rules_version_withdraw(p_digest bytea, p_tenant int, p_version int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:write');
	c_open constant int := 2147483647;
	v routing_version;
begin
	perform facts_lock(p_tenant);
	v := rules_version_find(p_tenant, p_version);
	if v.effective_at < 'infinity' then
		if v.effective_at <= now() or exists (select from routing_version l where l.tenant_id = p_tenant
			and l.version > p_version and l.effective_at < 'infinity') then
			perform refuse(409, 'version_in_force');
		end if;
		delete from routing_rule r where r.tenant_id = p_tenant and r.version_from = p_version;
		update routing_rule r set version_to = c_open where r.tenant_id = p_tenant and r.version_to = p_version;
		update routing_version x set effective_at = 'infinity' where x.tenant_id = p_tenant and x.version = p_version;
		perform admin_act_by(p_tenant, who.staff_id, 'rules', 'withdraw', p_version::text, version_json(v, true), null);
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
