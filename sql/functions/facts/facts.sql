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
			'publishes', y.publishes, 'phone', y.phone, 'calendar', k.code, 'valid_from', nullif(y.valid_from, '-infinity'),
			'valid_to', nullif(y.valid_to, 'infinity')),
		y.valid_from, y.valid_to, y.valid_from <= current_date and current_date < y.valid_to,
		concat_ws(' ', y.code, y.name, y.short_name)
	from pakn.agency y
		left join pakn.agency p on p.tenant_id = p_tenant and p.agency_id = y.parent_id
		left join pakn.area a on a.tenant_id = p_tenant and a.area_id = y.area_id
		left join pakn.calendar k on k.tenant_id = p_tenant and k.calendar_id = y.calendar_id
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
	union all
	select c.code, c.code, jsonb_build_object('code', c.code, 'name', c.name), '-infinity', 'infinity', true, c.code || ' ' || c.name
	from pakn.calendar c
	where p_noun = 'calendars' and c.tenant_id = p_tenant
	union all
	select w.code || '@' || w.first, w.code || ' ' || w.first,
		jsonb_build_object('calendar', w.code, 'valid_from', nullif(w.first, '-infinity')) || w.days,
		w.first, w.last, w.first <= current_date and current_date < w.last, w.code
	from (
		select d.code, d.first, jsonb_object_agg(('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[])[d.weekday], d.hours) as days,
			coalesce(lead(d.first) over (partition by d.code order by d.first), 'infinity') as last
		from (
			select c.code, h.first, n as weekday, string_agg(left(o.starts::text, 5) || '-' || left(o.ends::text, 5), ', ' order by o.starts) as hours
			from pakn.calendar c
				join lateral (select distinct x.valid_from as first from pakn.office_hours x
					where x.tenant_id = p_tenant and x.calendar_id = c.calendar_id) h on true
				cross join generate_series(1, 7) n
				left join pakn.office_hours o on o.tenant_id = p_tenant and o.calendar_id = c.calendar_id and o.valid_from = h.first
					and o.weekday = n
			where p_noun = 'office-hours' and c.tenant_id = p_tenant
			group by 1, 2, 3) d
		group by 1, 2) w
	union all
	select d.class || ':' || d.stage || '@' || d.valid_from, d.class || ' ' || d.stage || ' ' || d.valid_from,
		jsonb_build_object('class', d.class, 'stage', d.stage, 'unit', d.unit, 'amount', d.amount, 'calendar', coalesce(c.code, 'agency'),
			'extensions', d.extensions, 'extended_by', d.extended_by, 'source', d.source,
			'valid_from', nullif(d.valid_from, '-infinity'), 'valid_to', nullif(d.valid_to, 'infinity')),
		d.valid_from, d.valid_to, d.valid_from <= current_date and current_date < d.valid_to, concat_ws(' ', d.class, d.stage, d.source)
	from pakn.deadline d left join pakn.calendar c on c.tenant_id = p_tenant and c.calendar_id = d.calendar_id
	where p_noun = 'deadlines' and d.tenant_id = p_tenant
	union all
	select r.key, r.key,
		jsonb_build_object('category_code', r.category, 'kind', r.kind, 'urgency', r.urgency, 'deadline_class', r.class),
		'-infinity', 'infinity', true, r.key || ' ' || r.class
	from (
		select concat_ws(':', coalesce(c.code, '*'), coalesce(nullif(d.kind, ''), '*'), coalesce(nullif(d.urgency, ''), '*')) as key,
			coalesce(c.code, '*') as category, coalesce(nullif(d.kind, ''), '*') as kind,
			coalesce(nullif(d.urgency, ''), '*') as urgency, d.class
		from pakn.deadline_rule d left join pakn.category c on c.tenant_id = p_tenant and c.category_id = d.category_id
		where p_noun = 'deadline-rules' and d.tenant_id = p_tenant) r
	union all
	select r.category || ':' || r.result, r.category || ':' || r.result,
		jsonb_build_object('category_code', r.category, 'outcome', r.result, 'proof', r.proof, 'approval', r.approval),
		'-infinity', 'infinity', true, concat_ws(' ', r.category, r.result, r.proof)
	from (
		select coalesce(c.code, '*') as category, coalesce(nullif(w.outcome, ''), '*') as result, w.proof, w.approval
		from pakn.answer_rule w left join pakn.category c on c.tenant_id = p_tenant and c.category_id = w.category_id
		where p_noun = 'answer-rules' and w.tenant_id = p_tenant) r
	union all
	select w.code, w.code,
		jsonb_build_object('code', w.code, 'category_code', coalesce(c.code, '*'), 'outcome', w.outcome, 'name', w.name, 'text', w.text,
			'active', w.active),
		'-infinity', 'infinity', w.active, concat_ws(' ', w.code, w.name, w.text, c.code)
	from pakn.answer_template w left join pakn.category c on c.tenant_id = p_tenant and c.category_id = w.category_id
	where p_noun = 'answer-templates' and w.tenant_id = p_tenant
	union all
	select l.key, l.key,
		jsonb_build_object('category_code', l.category, 'urgency', l.urgency, 'stage', l.stage, 'steps', pakn.ladder_write(l.steps)),
		'-infinity', 'infinity', true, l.key
	from (
		select concat_ws(':', coalesce(c.code, '*'), coalesce(nullif(d.urgency, ''), '*'), coalesce(nullif(d.stage, ''), '*')) as key,
			coalesce(c.code, '*') as category, coalesce(nullif(d.urgency, ''), '*') as urgency,
			coalesce(nullif(d.stage, ''), '*') as stage, d.steps
		from pakn.ladder d left join pakn.category c on c.tenant_id = p_tenant and c.category_id = d.category_id
		where p_noun = 'ladders' and d.tenant_id = p_tenant) l
	union all
	select x.key || '@' || x.valid_from, x.key || ' ' || x.valid_from,
		jsonb_build_object('agency_code', x.agency, 'figure', x.figure, 'goal', x.goal, 'value', x.value, 'source', x.source,
			'valid_from', nullif(x.valid_from, '-infinity'), 'valid_to', nullif(x.valid_to, 'infinity')),
		x.valid_from, x.valid_to, x.valid_from <= current_date and current_date < x.valid_to, concat_ws(' ', x.key, x.name, x.source)
	from (
		select coalesce(y.code, '*') || ':' || t.figure as key, coalesce(y.code, '*') as agency, y.name, t.*
		from pakn.stats_target t left join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = t.agency_id
		where p_noun = 'targets' and t.tenant_id = p_tenant) x
	union all
	select y.code || ':' || s.username || '@' || to_char(d.starts_at, 'YYYY-MM-DD"T"HH24:MI'),
		to_char(d.starts_at, 'YYYY-MM-DD HH24:MI ') || y.code || ' ' || s.username,
		jsonb_build_object('agency_code', y.code, 'username', s.username, 'starts_at', d.starts_at, 'ends_at', d.ends_at),
		d.starts_at::date, (d.ends_at + interval '1 day')::date, d.starts_at <= now() and now() < d.ends_at,
		concat_ws(' ', y.code, y.name, s.username, s.name)
	from pakn.duty d
		join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = d.agency_id
		join pakn.staff s on s.tenant_id = p_tenant and s.staff_id = d.staff_id
	where p_noun = 'duties' and d.tenant_id = p_tenant
$$;
