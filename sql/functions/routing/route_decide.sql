-- route_decide: the rule of a version that decides of a field (0: unknown) in an area (0: unknown) at a time, with
-- what route_facts says of the report; and the agency that answers for it.  The most specific rule wins
-- (sql/README.md); no two can win (routing_rule_tie, rules_tied).  A committee that has
-- ended answers by its heir.  No row: the desk.  Written to be inlined.
-- Two lookups of one field and one for each zone: of more at once, the planner would read all rules where they are few.
create or replace function pakn.route_decide(p_tenant int, p_version int, p_category_id int, p_area_id int, p_at timestamptz,
	p_above int[], p_zones int[], p_sender int, p_moment int4multirange)
returns table (rule_id int, agency_id int, reason text, urgency text, deadline_class text, coordinating int[])
language sql stable
as $$
	select r.rule_id, a.agency_id, r.reason, r.urgency, r.deadline_class, r.coordinating
	from (values (p_category_id), (0)) field (category_id)
		cross join lateral (
		select r.*
		from pakn.routing_rule r
		where r.tenant_id = p_tenant and r.category_id = field.category_id and r.zone_id = 0
			and r.area_id in (p_area_id, p_above[1], p_above[2], 0) and r.version_to > p_version
		union all
		select r.*
		from unnest(p_zones) spot (zone_id)
			cross join lateral (
			select r.*
			from pakn.routing_rule r
			where r.tenant_id = p_tenant and r.category_id = field.category_id and r.zone_id = spot.zone_id
				and r.area_id = 0 and r.version_to > p_version
			offset 0) r) r
		join pakn.agency a on a.tenant_id = p_tenant
			and a.agency_id = coalesce(r.agency_id, (select coalesce(committee.heir_id, committee.agency_id) from pakn.agency committee
				where committee.tenant_id = p_tenant and committee.kind = 'committee'
					and committee.area_id = p_area_id))
			and a.valid_from <= p_at::date and p_at::date < a.valid_to
	where r.version_from <= p_version
		and r.valid_from <= p_at and p_at < r.valid_to
		and (r.weight & 2 = 0 or r.senders @> p_sender)
		and (r.weight & 1 = 0 or r.moments && p_moment)
	order by r.weight desc, r.priority desc
	limit 1
$$;
