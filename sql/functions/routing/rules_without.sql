-- rules_without: makes a version of the rules that has one rule less.
-- Raises: PK409 later_version_waits
-- Writes: import_given, routing_version, routing_rule
create or replace function pakn.rules_without(p_tenant int, p_rule_id int, p_staff_id int, p_api_key_id int)
returns void
language plpgsql
as $$
begin
	create temp table import_given on commit drop as
		select r.* from pakn.routing_rule r
		where r.tenant_id = p_tenant and r.version_to = 2147483647 and r.rule_id <> p_rule_id;
	perform pakn.rules_save(p_tenant, true, null, null, p_staff_id, p_api_key_id);
	drop table import_given;
end $$;
