-- route_decide: the agency that answers for a field (0: unknown) in an area (0: unknown) at a time.
-- The most specific rule wins: area and field, area, field, neither.  Two rules of the same scope
-- cannot hold at one time (a constraint of routing_rule).  A committee that has ended answers by its heir.  No row: the desk.  Written to be inlined.
create or replace function pakn.route_decide(p_tenant int, p_category_id int, p_area_id int, p_at timestamptz)
returns table (rule_id int, agency_id int, reason text)
language sql stable
as $$
	select r.rule_id, a.agency_id, r.reason
	from pakn.routing_rule r
		join pakn.agency a on a.tenant_id = p_tenant
			and a.agency_id = coalesce(r.agency_id, (select coalesce(committee.heir_id, committee.agency_id) from pakn.agency committee
				where committee.tenant_id = p_tenant and committee.kind = 'committee'
					and committee.area_id = p_area_id))
	where r.tenant_id = p_tenant
		and r.category_id in (p_category_id, 0) and r.area_id in (p_area_id, 0)
		and r.valid_from <= p_at and p_at < r.valid_to
		and a.valid_from <= p_at::date and p_at::date < a.valid_to
	order by r.area_id = 0, r.category_id = 0
	limit 1
$$;
