-- agency_succession_rules: has the routing rules that name an agency name its successor from a day on: a rule that
-- holds then ends, and another begins; one that begins later names the successor at once.  Answers the rules as
-- they were, and the numbers of the new ones.
-- Writes: routing_rule
create or replace function pakn.agency_succession_rules(p_tenant int, p_agency_id int, p_successor_id int, p_at date)
returns jsonb
language plpgsql
as $$
declare
	v_from timestamptz := p_at::timestamp at time zone 'Asia/Ho_Chi_Minh';
	v_words text := (select format(' (%s kế thừa %s)', n.short_name, o.short_name)
		from pakn.agency o join pakn.agency n on n.tenant_id = p_tenant and n.agency_id = p_successor_id
		where o.tenant_id = p_tenant and o.agency_id = p_agency_id);
	v_before jsonb;
	v_added jsonb;
begin
	select coalesce(jsonb_agg(to_jsonb(r) order by r.rule_id), '[]') into v_before
	from pakn.routing_rule r
	where r.tenant_id = p_tenant and r.agency_id = p_agency_id and r.valid_to > v_from;
	update pakn.routing_rule r
	set valid_to = case when r.valid_from < v_from then v_from else r.valid_to end,
		agency_id = case when r.valid_from < v_from then r.agency_id else p_successor_id end
	where r.tenant_id = p_tenant and r.agency_id = p_agency_id and r.valid_to > v_from;
	with added as (
		insert into pakn.routing_rule
		select p_tenant, (select max(x.rule_id) from pakn.routing_rule x where x.tenant_id = p_tenant)
				+ row_number() over (order by b.rule_id), b.category_id, b.area_id, p_successor_id, b.reason || v_words,
			v_from, b.valid_to
		from jsonb_populate_recordset(null::pakn.routing_rule, v_before) b
		where b.valid_from < v_from
		returning rule_id
	)
	select coalesce(jsonb_agg(a.rule_id order by a.rule_id), '[]') into v_added from added a;
	return jsonb_build_object('before', v_before, 'added', v_added);
end $$;
