-- area_show: the units that have or had a code, the newest first, or the one that had it at a time; with the units
-- above, and, of one that ended, what it became: one unit, or several of which one must choose.
-- Answers: 200 | PK404 unknown code
create or replace function pakn.area_show(p_tenant int, p_code text, p_at timestamptz)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_day date := p_at::date;
	v_body text;
begin
	select json_strip_nulls(json_build_object('items', json_agg(json_build_object('code', a.code, 'name', a.name,
		'full_name', a.full_name, 'level', a.level, 'valid_from', nullif(a.valid_from, '-infinity'),
		'valid_to', nullif(a.valid_to, 'infinity'), 'location', case when a.lat is not null then
		json_build_object('lat', a.lat, 'lon', a.lon) end, 'parents', area_parents(p_tenant, a.area_id),
		'successors', case when a.valid_to < 'infinity' then (select coalesce(json_agg(area_brief(s) order by s.code), '[]')
			from area_successors(p_tenant, a.area_id) s) end)
		order by a.valid_from desc)))::text
	into v_body
	from area a
	where a.tenant_id = p_tenant and a.code = p_code and (v_day is null or a.valid_from <= v_day and v_day < a.valid_to)
	having count(*) > 0;
	if not found then
		perform refuse(404, 'unknown_area');
	end if;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
