-- agency_succession_unrule: takes back what agency_succession_rules did, as far as nobody has changed it since.
-- Raises: PK409 rules_changed, where another rule has taken the place of one that would come back
-- Writes: routing_rule
create or replace function pakn.agency_succession_unrule(s pakn.agency_succession)
returns void
language plpgsql
as $$
begin
	delete from pakn.routing_rule r
	where r.tenant_id = s.tenant_id and r.agency_id = s.successor_id
		and r.rule_id in (select a::int from jsonb_array_elements_text(s.rules->'added') a);
	update pakn.routing_rule r set valid_to = b.valid_to, agency_id = b.agency_id
	from jsonb_populate_recordset(null::pakn.routing_rule, s.rules->'before') b
	where r.tenant_id = s.tenant_id and r.rule_id = b.rule_id and r.agency_id in (s.agency_id, s.successor_id);
exception when exclusion_violation then
	perform pakn.refuse(409, 'rules_changed');
end $$;
