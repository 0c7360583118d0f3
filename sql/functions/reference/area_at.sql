-- area_at: the commune of a point at a time.
-- Answers: 200 | PK422 out_of_area, with whom to call
create or replace function pakn.area_at(p_tenant int, p_lat double precision, p_lon double precision, p_at timestamptz)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_body text;
begin
	select json_build_object('code', l.code, 'name', l.name)::text into v_body
	from area_locate(p_tenant, p_lon, p_lat, coalesce(p_at, now())) l;
	if not found then
		perform area_refuse(p_tenant);
	end if;
	return (200, v_body, null, null, null, null)::pakn.answer;
end $$;
