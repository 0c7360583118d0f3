-- rules_tied: the pairs of rules, in any version from one on, that could both decide one report with equal right:
-- as specific, of the same priority, for the same field and area or for zones that share a point, at
-- moments, from senders and on days of which some are the same.
-- Whether office hours and hours by the clock meet is not looked into: they may.
create or replace function pakn.rules_tied(p_tenant int, p_version int)
returns table (rule_id int, other_id int, same boolean)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
	with held as materialized (
		select r.* from pakn.routing_rule r where r.tenant_id = p_tenant and r.version_to > p_version
	), pair as (
		select a, b
		from held a join held b on b.category_id = a.category_id and b.area_id = a.area_id and b.zone_id = a.zone_id
			and b.weight = a.weight and b.priority = a.priority and b.rule_id > a.rule_id
		union all
		select a, b
		from pakn.zone_overlap o
			join held a on a.zone_id = o.zone_id
			join held b on b.zone_id = o.other_id and b.category_id = a.category_id
				and b.weight = a.weight and b.priority = a.priority and b.rule_id > a.rule_id
		where o.tenant_id = p_tenant
	)
	select distinct (p.a).rule_id, (p.b).rule_id,
		((p.a).zone_id, (p.a).senders, (p.a).moments) = ((p.b).zone_id, (p.b).senders, (p.b).moments)
	from pair p
	where (p.a).version_from < (p.b).version_to and (p.b).version_from < (p.a).version_to
		and (p.a).valid_from < (p.b).valid_to and (p.b).valid_from < (p.a).valid_to
		and (p.a).senders && (p.b).senders
		and pakn.moments_meet((p.a).moments, (p.b).moments)
	order by 1, 2;
end $$;
