-- route_decide: the rule of a version that decides of a field (0: unknown) in an area (0: unknown) at a time, with
-- what route_facts says of the report; and the agency that answers for it.  The most specific rule wins
-- (sql/README.md); no two can win (routing_rule_tie, rules_tied).  No row: the desk.  Written to be inlined.
create or replace function pakn.route_decide(p_tenant int, p_version int, p_category_id int, p_area_id int, p_at timestamptz,
	p_areas int[], p_zones int[], p_sender int, p_moment int4multirange)
returns table (rule_id int, agency_id int, reason text, urgency text, deadline_class text, coordinating int[])
language sql stable
as $$
	select r.rule_id, a.agency_id, r.reason, r.urgency, r.deadline_class, r.coordinating
	from pakn.routing_rule r
		join pakn.agency a on a.tenant_id = p_tenant
			and a.agency_id = coalesce(r.agency_id, (select committee.agency_id from pakn.agency committee
				where committee.tenant_id = p_tenant and committee.kind = 'committee'
					and committee.area_id = p_area_id))
	where r.tenant_id = p_tenant
		and r.category_id in (p_category_id, 0) and r.area_id = any (p_areas) and r.zone_id = any (p_zones)
		and r.version_to > p_version and r.version_from <= p_version
		and r.valid_from <= p_at and p_at < r.valid_to
		and (r.weight & 2 = 0 or r.senders @> p_sender)
		and (r.weight & 1 = 0 or r.moments && p_moment)
		and a.valid_from <= p_at::date and p_at::date < a.valid_to
	order by r.weight desc, r.priority desc
	limit 1
$$;
