-- route_show: the agency that would get a report of a field at a place and time from a kind of sender (a citizen
-- unless it is said), why, and by when.  Staff are told who changed the rules last; a credential that is none is nobody's.
-- Answers: 200 | PK422 unknown category or area, out_of_area
create or replace function pakn.route_show(p_digest bytea, p_tenant int, p_category text, p_lat double precision,
	p_lon double precision, p_area_code text, p_at timestamptz, p_sender text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- Planned anew for each question, it would cost more than the answer.
	set plan_cache_mode = force_generic_plan
as $$
declare
	v_at timestamptz := coalesce(p_at, now());
	v_staff boolean := exists (select from caller_find(p_digest, p_tenant) who where who.staff_id is not null);
	v_sender int := (select k.sender_id from sender_kind k where k.code = coalesce(p_sender, 'citizen'));
	c category;
	v_area record;
	v_body text;
begin
	select * into c from category x where x.tenant_id = p_tenant and x.code = p_category and x.active;
	if p_category is not null and not found then
		perform refuse(422, 'invalid', pakn.field_error('?category', 'unknown_category'));
	end if;
	if (p_lat is null) <> (p_lon is null) then
		perform refuse(422, 'invalid', field_error(
			case when p_lat is null then '?lat' else '?lon' end, 'required'));
	end if;
	if p_lat is not null then
		select l.area_id, l.code, l.name into v_area from area_locate(p_tenant, p_lon, p_lat, v_at) l;
		if not found then
			perform area_refuse(p_tenant);
		end if;
	else
		select a.area_id, a.code, a.full_name as name into v_area from area a
		where a.tenant_id = p_tenant and a.code = p_area_code and a.level = 'commune'
			and a.valid_from <= v_at::date and v_at::date < a.valid_to;
		if p_area_code is not null and not found then
			select o.area_id, o.code, o.full_name as name into v_area from area_once(p_tenant, p_area_code, v_at) o;
			if not found then
				perform refuse(422, 'invalid', pakn.field_error('?area_code', 'unknown_area'));
			elsif v_area.area_id is null then
				return (200, route_split(p_tenant, p_area_code, coalesce(c.deadline_class, 'normal'), v_at)::text,
					null, null, null, null)::pakn.answer;
			end if;
		end if;
	end if;
	select json_build_object(
		'agency', json_build_object('code', a.code, 'name', a.name), 'rule', d.rule_id, 'version', d.version,
		'reason', coalesce(d.reason, desk_reason(coalesce(c.in_scope, true), false, c.category_id, coalesce(v_area.area_id, 0))),
		'coordinating', (select coalesce(json_agg(json_build_object('code', l.code, 'name', l.name) order by l.code), '[]')
			from agencies_along(p_tenant, d.coordinating, a.agency_id, coalesce(v_area.area_id, 0), v_at) l),
		'area', case when v_area.area_id is not null then json_build_object('code', v_area.code, 'name', v_area.name) end,
		'urgency', coalesce(d.urgency, c.urgency, 'normal'), 'deadline_class', named.class,
		'clock_starts_at', due.starts_at, 'due_at', due.due_at,
		'explained', route_explain(p_tenant, d.version, d.rule_id, coalesce(c.category_id, 0), coalesce(v_area.area_id, 0),
			v_at, d.facts, v_staff))::text
	into v_body
	from tenant t
		left join lateral route_find(p_tenant, coalesce(c.category_id, 0), coalesce(v_area.area_id, 0), v_at, p_lon, p_lat,
			v_sender) d
			on coalesce(c.in_scope, true)
		join agency a on a.tenant_id = p_tenant and a.agency_id = coalesce(d.agency_id, t.desk_id)
		left join lateral deadline_class(p_tenant, coalesce(c.category_id, 0), 'site', coalesce(d.urgency, c.urgency, 'normal')) ruled
			on true
		cross join lateral (select coalesce(d.deadline_class, ruled.class, c.deadline_class, 'normal') as class) named
		join lateral answer_due(p_tenant, named.class, v_at, coalesce(a.calendar_id, t.office_calendar_id)) due on true
	where t.tenant_id = p_tenant;
	return (200, v_body, null, null, null, null)::pakn.answer;
end $$;
