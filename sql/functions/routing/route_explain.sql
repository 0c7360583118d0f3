-- route_explain: why a rule (null: none, so the desk) decided, by a version of the rules, of a field in an area at a
-- time: what it asks, which other rules there are for the field and place, and by which criterion they lost.
-- p_facts: as route_facts says.  Who changed a rule last is for staff alone.
create or replace function pakn.route_explain(p_tenant int, p_version int, p_rule_id int, p_category_id int, p_area_id int,
	p_at timestamptz, p_facts jsonb, p_staff boolean)
returns jsonb
language plpgsql stable
as $$
declare
	v_areas int[] := (select array[0, p_area_id, a.parent_id, p.parent_id]
		from pakn.area_then(p_tenant, p_area_id, p_at::date) a
			left join lateral pakn.area_then(p_tenant, a.parent_id, p_at::date) p on true);
	v_zones int[] := array(select z::int from jsonb_array_elements_text(nullif(p_facts->'zones', 'null')) z);
	v_moment int4multirange := p_facts->>'moment';
	v_rules jsonb;
begin
	select jsonb_object_agg(case when c.won then 'won' else 'lost' end, c.rules)
	into v_rules
	from (
		select r.rule_id = p_rule_id as won, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
			'rule', r.rule_id, 'reason', r.reason,
			'agency', case when a.agency_id is not null then jsonb_build_object('code', a.code, 'name', a.name) end,
			'criteria', pakn.rule_criteria(r.*),
			'lost_by', lost.criterion, 'why', pakn.criterion_words(lost.criterion, unmet.criterion is null),
			'changed', pakn.version_json(v, p_staff))) order by unmet.criterion is not null, r.weight desc, r.priority desc, r.rule_id) as rules
		from pakn.routing_rule r
			join pakn.routing_version v on v.tenant_id = p_tenant and v.version = r.version_from
			left join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = coalesce(r.agency_id, (
				select committee.agency_id from pakn.agency committee
				where committee.tenant_id = p_tenant and committee.kind = 'committee' and committee.area_id = p_area_id))
			left join pakn.routing_rule w on w.tenant_id = p_tenant and w.rule_id = p_rule_id
				and w.version_from <= p_version and w.version_to > p_version
			cross join lateral (select case
				when not (r.valid_from <= p_at and p_at < r.valid_to) then 'dates'
				when r.weight & 2 > 0 and not coalesce(r.senders @> (p_facts->>'sender')::int, false) then 'senders'
				when r.weight & 1 > 0 and not coalesce(r.moments && v_moment, false) then 'hours'
				when not coalesce(a.valid_from <= p_at::date and p_at::date < a.valid_to, false) then 'agency' end as criterion) unmet
			cross join lateral (select case
				when r.rule_id = p_rule_id then null
				when unmet.criterion is not null then unmet.criterion
				when w.rule_id is null then 'agency'
				when r.place <> w.place then 'area'
				when r.weight & 4 <> w.weight & 4 then 'field'
				when r.weight & 2 <> w.weight & 2 then 'senders'
				when r.weight & 1 <> w.weight & 1 then 'hours'
				else 'priority' end as criterion) lost
		where r.tenant_id = p_tenant and r.version_from <= p_version and r.version_to > p_version
			and r.category_id in (p_category_id, 0) and r.area_id = any (v_areas || 0) and r.zone_id = any (v_zones || 0)
		group by 1) c;
	return (
		select jsonb_build_object('version', pakn.version_json(v, p_staff),
			'matched', coalesce(v_rules->'won'->0->'criteria', '[]'), 'changed', v_rules->'won'->0->'changed',
			'lost', coalesce(v_rules->'lost', '[]'),
			'order', '["area", "field", "senders", "hours", "priority"]'::jsonb)
		from pakn.routing_version v
		where v.tenant_id = p_tenant and v.version = p_version);
end $$;
