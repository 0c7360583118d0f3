-- area_show: the units that have or had a code, the newest first, or the one that had it at a time; with the units
-- above, how it was called before, what it was made of, and, of one that ended, what it became: one unit, or several
-- of which one must choose.  Names and units above are those of the time, else the last ones.
-- Answers: 200 | PK404 unknown code
create or replace function pakn.area_show(p_tenant int, p_code text, p_at timestamptz)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_day date := p_at::date;
	v_body text;
begin
	select json_strip_nulls(json_build_object('items', json_agg(json_build_object('code', a.code, 'name', t.name,
		'full_name', t.full_name, 'level', a.level, 'valid_from', nullif(a.valid_from, '-infinity'),
		'valid_to', nullif(a.valid_to, 'infinity'), 'location', case when a.lat is not null then
		json_build_object('lat', a.lat, 'lon', a.lon) end, 'parents', area_parents(p_tenant, a.area_id, d.day),
		'former', (select json_agg(json_build_object('name', f.name, 'full_name', f.full_name, 'valid_to', f.valid_to)
			order by f.valid_to desc) from area_former f where f.tenant_id = p_tenant and f.area_id = a.area_id),
		'predecessors', (select json_agg(area_brief(p) order by p.code)
			from area_successor s join area p on p.tenant_id = p_tenant and p.area_id = s.area_id
			where s.tenant_id = p_tenant and s.successor_id = a.area_id),
		'successors', case when a.valid_to < 'infinity' then area_heirs(p_tenant, a.area_id) end)
		order by a.valid_from desc)))::text
	into v_body
	from area a
		cross join lateral (select coalesce(v_day, case when a.valid_to = 'infinity' then 'infinity' else a.valid_to - 1 end) as day) d
		cross join lateral area_then(p_tenant, a.area_id, d.day) t
	where a.tenant_id = p_tenant and a.code = p_code and (v_day is null or a.valid_from <= v_day and v_day < a.valid_to)
	having count(*) > 0;
	if not found then
		perform refuse(404, 'unknown_area');
	end if;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
