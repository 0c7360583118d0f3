-- route_find: who answers for a report, by the rules in force when it was received: the version, what it looked at
-- (route_facts), and the rule and its agency, null where no rule holds: the desk.  No row: the province has no
-- rules.  Written to be inlined.
create or replace function pakn.route_find(p_tenant int, p_category_id int, p_area_id int, p_at timestamptz,
	p_lon double precision, p_lat double precision, p_sender int)
returns table (version int, facts jsonb, rule_id int, agency_id int, reason text, urgency text, deadline_class text,
	coordinating int[])
language sql stable
as $$
	select f.version, f.facts, d.rule_id, d.agency_id, d.reason, d.urgency, d.deadline_class, d.coordinating
	from pakn.route_facts(p_tenant, p_area_id, p_at, p_lon, p_lat, p_sender) f
		left join lateral pakn.route_decide(p_tenant, f.version, p_category_id, p_area_id, p_at, f.above, f.zones,
			p_sender, f.moment) d on true
$$;
