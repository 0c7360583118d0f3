-- agency_succession_unrule: takes back what agency_succession_rules did, by a further version: the new rules go, and those
-- that ended for them go on as they were, where nobody has changed them since.
-- Raises: PK409 rules_changed, where another rule has taken the place of one that would come back; later_version_waits
-- Writes: import_given, routing_version, routing_rule
create or replace function pakn.agency_succession_unrule(s pakn.agency_succession, p_by int)
returns void
language plpgsql
as $$
declare
	c_open constant int := 2147483647;
	v_version int;
begin
	create temp table import_given on commit drop as
		select r.* from pakn.routing_rule r
		where r.tenant_id = s.tenant_id and r.version_to = c_open
			and not (r.agency_id = s.successor_id and r.rule_id in (select a::int from jsonb_array_elements_text(s.rules->'added') a));
	update import_given g set valid_to = b.valid_to, agency_id = b.agency_id, reason = b.reason, coordinating = b.coordinating
	from jsonb_populate_recordset(null::pakn.routing_rule, s.rules->'before') b
	where g.rule_id = b.rule_id and g.agency_id in (s.agency_id, s.successor_id, b.agency_id);
	v_version := pakn.rules_save(s.tenant_id, true, null, null, p_by, null);
	drop table import_given;
	if exists (select from pakn.rules_tied(s.tenant_id, v_version)) then
		perform pakn.refuse(409, 'rules_changed');
	end if;
	set constraints pakn.routing_rule_tie immediate;
end $$;
