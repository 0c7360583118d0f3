-- area_list: the units below p_parent (null: the province itself) that exist at a time, as they are called then.
-- Answers: 200 | PK404 unknown parent
create or replace function pakn.area_list(p_tenant int, p_parent text, p_at timestamptz)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_day date := coalesce(p_at, now())::date;
	v_parent int;
	v_units int[];                                   -- that are or once were below it
	v_body text;
begin
	if p_parent is not null then
		select a.area_id into v_parent from area a
		where a.tenant_id = p_tenant and a.code = p_parent and a.valid_from <= v_day and v_day < a.valid_to;
		if not found then
			perform refuse(404, 'unknown_area');
		end if;
	end if;
	v_units := array(
		select a.area_id from area a
		where a.tenant_id = p_tenant and a.parent_id = v_parent or v_parent is null and a.tenant_id = p_tenant and a.parent_id is null
		union
		select f.area_id from area_former f
		where f.tenant_id = p_tenant and f.parent_id = v_parent or v_parent is null and f.tenant_id = p_tenant and f.parent_id is null);
	select json_build_object('items', coalesce(json_agg(json_build_object('code', a.code, 'name', t.name,
		'full_name', t.full_name, 'level', a.level, 'location', case when a.lat is not null then
		json_build_object('lat', a.lat, 'lon', a.lon) end) order by a.code), '[]'))::text
	into v_body
	from area a
		cross join lateral area_then(p_tenant, a.area_id, v_day) t
	where a.tenant_id = p_tenant and a.area_id = any (v_units) and a.valid_from <= v_day and v_day < a.valid_to
		and t.parent_id is not distinct from v_parent;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
