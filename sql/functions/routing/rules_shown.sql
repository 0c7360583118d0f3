-- rules_shown: the rules of a version, as administrators see and write them (facts).  Written to be inlined.
create or replace function pakn.rules_shown(p_tenant int, p_version int)
returns table (rule_id int, fact jsonb, valid_from date, valid_to date, active boolean, words text)
language sql stable
as $$
	select r.rule_id,
		jsonb_build_object('rule_no', r.rule_id, 'category_code', coalesce(c.code, '*'),
			'area_code', coalesce(a.code, '*'), 'agency_code', coalesce(y.code, 'commune'), 'reason', r.reason,
			'valid_from', nullif(t.valid_from, '-infinity'), 'valid_to', nullif(t.valid_to, 'infinity'),
			'zone_code', z.code, 'senders', pakn.senders_write(r.senders), 'hours', r.hours, 'priority', r.priority,
			'coordinating', pakn.coordinating_write(p_tenant, r.coordinating), 'urgency', r.urgency,
			'deadline_class', r.deadline_class),
		t.valid_from, t.valid_to, r.valid_from <= now() and now() < r.valid_to,
		concat_ws(' ', r.rule_id, c.code, a.code, z.code, y.code, r.reason)
	from pakn.routing_rule r
		cross join lateral (select (r.valid_from at time zone 'Asia/Ho_Chi_Minh')::date,
			(r.valid_to at time zone 'Asia/Ho_Chi_Minh')::date) t (valid_from, valid_to)
		left join pakn.category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		left join pakn.area a on a.tenant_id = p_tenant and a.area_id = r.area_id
		left join pakn.zone z on z.tenant_id = p_tenant and z.zone_id = r.zone_id
		left join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = r.agency_id
	where r.tenant_id = p_tenant and r.version_from <= p_version and r.version_to > p_version
$$;
