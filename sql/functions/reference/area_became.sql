-- area_became: what the unit that had a code at a time (else the last one that has ended) is on a day, today unless
-- one says otherwise, however often that changed in between: one unit, or the candidates, among which a point decides.
-- Answers: 200 | PK404 unknown code
create or replace function pakn.area_became(p_tenant int, p_code text, p_at timestamptz, p_on timestamptz,
	p_lat double precision, p_lon double precision)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_on date := coalesce(p_on, now())::date;
	v_unit area;
	v_body text;
begin
	select * into v_unit from area a
	where a.tenant_id = p_tenant and a.code = p_code
		and case when p_at is null then a.valid_from <= v_on else a.valid_from <= p_at::date and p_at::date < a.valid_to end
	order by a.valid_to <= v_on desc, a.valid_from desc
	limit 1;
	if not found then
		perform refuse(404, 'unknown_area');
	end if;
	with recursive step as (
		select a.* from area a where a.tenant_id = p_tenant and a.area_id = v_unit.area_id
		union
		select a.* from step s cross join lateral area_successors(p_tenant, s.area_id) a where s.valid_to <= v_on
	), standing as (
		select s.*, s.area_id = coalesce(spot.area_id, 0) as here
		from step s left join area_locate(p_tenant, p_lon, p_lat, v_on) spot on true
		where s.valid_from <= v_on and v_on < s.valid_to
	), chosen as (
		select s.code, t.name, t.full_name, s.level, x.area_km2, x.share
		from standing s cross join lateral area_then(p_tenant, s.area_id, v_on) t
			left join area_parts(p_tenant, v_unit.area_id) x on x.successor_id = s.area_id
		where s.here or not exists (select from standing h where h.here)
	)
	select json_strip_nulls(json_build_object('unit', area_brief(v_unit), 'valid_to', nullif(v_unit.valid_to, 'infinity'), 'on', v_on,
		'decided', count(*) = 1, 'items', coalesce(json_agg(json_build_object('code', c.code, 'name', c.name,
			'full_name', c.full_name, 'level', c.level, 'area_km2', c.area_km2, 'share', c.share) order by c.code), '[]')))::text
	into v_body
	from chosen c;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
