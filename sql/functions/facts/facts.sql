-- facts: what a province has of a noun of administration: the key, the columns as the imports call them, from
-- when to when it holds, whether it counts today, and the words by which it is searched for.  Of a boundary
-- or zone the columns tell its outline's digest and size instead of all its points.  Of rules: as the last
-- version has them.  Written to be inlined.
create or replace function pakn.facts(p_tenant int, p_noun text)
returns table (key text, place text, fact jsonb, valid_from date, valid_to date, active boolean, words text)
language sql stable
as $$
	select a.code || '@' || a.valid_from, a.code || ' ' || a.valid_from,
		jsonb_build_object('code', a.code, 'name', a.name, 'full_name', a.full_name, 'level', a.level,
			'parent_code', p.code, 'valid_from', nullif(a.valid_from, '-infinity'),
			'valid_to', nullif(a.valid_to, 'infinity'), 'lon', a.lon, 'lat', a.lat),
		a.valid_from, a.valid_to, a.valid_from <= current_date and current_date < a.valid_to,
		concat_ws(' ', a.code, a.full_name)
	from pakn.area a left join pakn.area p on p.tenant_id = p_tenant and p.area_id = a.parent_id
	where p_noun = 'areas' and a.tenant_id = p_tenant
	union all
	select a.code || '@' || b.valid_from, a.code || ' ' || b.valid_from,
		jsonb_build_object('code', a.code, 'source', b.source, 'digest', md5(public.st_asbinary(b.geom)),
			'points', public.st_npoints(b.geom),
			'area_km2', round((public.st_area(b.geom::public.geography) / 1e6)::numeric, 3),
			'valid_from', nullif(b.valid_from, '-infinity'), 'valid_to', nullif(b.valid_to, 'infinity')),
		greatest(a.valid_from, b.valid_from), least(a.valid_to, b.valid_to),
		greatest(a.valid_from, b.valid_from) <= current_date and current_date < least(a.valid_to, b.valid_to),
		concat_ws(' ', a.code, a.full_name, b.source)
	from pakn.area_boundary b join pakn.area a on a.tenant_id = p_tenant and a.area_id = b.area_id
	where p_noun = 'boundaries' and b.tenant_id = p_tenant
	union all
	select y.code, y.code,
		jsonb_build_object('code', y.code, 'name', y.name, 'short_name', y.short_name, 'level', y.level,
			'kind', y.kind, 'parent_code', p.code, 'area_code', a.code, 'needs_approval', y.needs_approval,
			'publishes', y.publishes, 'phone', y.phone, 'valid_from', nullif(y.valid_from, '-infinity'),
			'valid_to', nullif(y.valid_to, 'infinity')),
		y.valid_from, y.valid_to, y.valid_from <= current_date and current_date < y.valid_to,
		concat_ws(' ', y.code, y.name, y.short_name)
	from pakn.agency y
		left join pakn.agency p on p.tenant_id = p_tenant and p.agency_id = y.parent_id
		left join pakn.area a on a.tenant_id = p_tenant and a.area_id = y.area_id
	where p_noun = 'agencies' and y.tenant_id = p_tenant
	union all
	select c.code, c.code,
		jsonb_build_object('code', c.code, 'name', c.name, 'examples', c.examples, 'group', c.group_name,
			'urgency', c.urgency, 'deadline_class', c.deadline_class, 'in_scope', c.in_scope, 'active', c.active),
		'-infinity', 'infinity', c.active, concat_ws(' ', c.code, c.name, c.examples, c.group_name)
	from pakn.category c
	where p_noun = 'categories' and c.tenant_id = p_tenant
	union all
	select c.code || ':' || t.code || '@' || t.valid_from, c.code || ' ' || lpad(t.place::text, 10, '0') || ' ' || t.code || ' ' || t.valid_from,
		jsonb_build_object('category_code', c.code, 'code', t.code, 'name', t.name, 'kind', t.kind, 'required', t.required,
			'choices', pakn.choices_write(t.choices), 'place', t.place,
			'valid_from', nullif(t.valid_from, '-infinity'), 'valid_to', nullif(t.valid_to, 'infinity')),
		t.valid_from, t.valid_to, t.valid_from <= current_date and current_date < t.valid_to,
		concat_ws(' ', c.code, t.code, t.name, pakn.choices_write(t.choices))
	from pakn.category_attribute t
		join pakn.category c on c.tenant_id = p_tenant and c.category_id = t.category_id
	where p_noun = 'attributes' and t.tenant_id = p_tenant
	union all
	select r.rule_id::text, lpad(r.rule_id::text, 10, '0'), r.fact, r.valid_from, r.valid_to, r.active, r.words
	from pakn.rules_shown(p_tenant, 2147483646) r
	where p_noun = 'rules'
	union all
	select z.code, z.code,
		jsonb_build_object('code', z.code, 'name', z.name, 'kind', z.kind, 'source', z.source,
			'valid_from', nullif(z.valid_from, '-infinity'), 'valid_to', nullif(z.valid_to, 'infinity'),
			'digest', md5(public.st_asbinary(z.geom)), 'points', public.st_npoints(z.geom),
			'area_km2', round((public.st_area(z.geom::public.geography) / 1e6)::numeric, 3)),
		z.valid_from, z.valid_to, z.valid_from <= current_date and current_date < z.valid_to,
		concat_ws(' ', z.code, z.name, z.kind, z.source)
	from pakn.zone z
	where p_noun = 'zones' and z.tenant_id = p_tenant
	union all
	select h.day || '@' || c.code, h.day || ' ' || c.code,
		jsonb_build_object('day', h.day, 'kind', h.kind, 'name', h.name, 'status', h.status,
			'source', h.source, 'calendar', c.code),
		h.day, h.day + 1, h.status <> 'proposed', concat_ws(' ', h.day, h.name, h.source)
	from pakn.holiday h join pakn.calendar c on c.tenant_id = p_tenant and c.calendar_id = h.calendar_id
	where p_noun = 'holidays' and h.tenant_id = p_tenant
$$;
