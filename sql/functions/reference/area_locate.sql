-- area_locate: the commune that covers a point at a time, by the outlines of then; on a shared border the lower code's.
-- Written to be inlined.
create or replace function pakn.area_locate(p_tenant int, p_lon double precision, p_lat double precision, p_at timestamptz)
returns table (area_id int, code text, name text)
language sql stable
as $$
	select a.area_id, a.code, a.full_name
	from (
		select part.area_id
		from pakn.area_part part
		where part.tenant_id = p_tenant and part.valid_from <= p_at::date and p_at::date < part.valid_to
			and public.st_intersects(part.geom, public.st_setsrid(public.st_makepoint(p_lon, p_lat), 4326))
		offset 0) part -- first the point, then the commune
		cross join lateral (
		select a.area_id, a.code, a.full_name
		from pakn.area a
		where a.tenant_id = p_tenant and a.area_id = part.area_id
			and a.valid_from <= p_at::date and p_at::date < a.valid_to
		offset 0) a
	order by a.code
	limit 1
$$;
