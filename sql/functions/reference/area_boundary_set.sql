-- area_boundary_set: sets the outline that a unit has from one day to another, from GeoJSON, and cuts it into parts of
-- at most 64 points, small enough for a fast lookup.  Without p_from and p_to the newest outline of the unit of today
-- is meant; with p_from the unit of that day, whose outline of before ends then; with p_to alone the newest that began
-- before.  Without p_to it lasts until the next one begins.  Answers whether there is such a unit.
-- Raises: PK422 as boundary_read; the unit has another outline in that time
-- Writes: area_boundary, area_part
create or replace function pakn.area_boundary_set(p_tenant int, p_code text, p_geojson text, p_source text,
	p_strict boolean default false, p_from date default null, p_to date default null)
returns boolean
language plpgsql
as $$
declare
	v_unit pakn.area;
	v_from date;
	v_to date;
	v_geom public.geometry;
	v_taken date;
begin
	select * into v_unit from pakn.area a
	where a.tenant_id = p_tenant and a.code = p_code and case
		when p_from is not null then a.valid_from <= p_from and p_from < a.valid_to
		when p_to is not null then a.valid_from < p_to
		else a.valid_to = 'infinity' end
	order by a.valid_from desc
	limit 1;
	if not found then
		return false;
	end if;
	v_from := coalesce(p_from, (select max(b.valid_from) from pakn.area_boundary b
		where b.tenant_id = p_tenant and b.area_id = v_unit.area_id and b.valid_from < coalesce(p_to, 'infinity')), v_unit.valid_from);
	v_to := coalesce(p_to, (select min(b.valid_from) from pakn.area_boundary b
		where b.tenant_id = p_tenant and b.area_id = v_unit.area_id and b.valid_from > v_from), 'infinity');
	select min(b.valid_from) into v_taken from pakn.area_boundary b
	where b.tenant_id = p_tenant and b.area_id = v_unit.area_id and (b.valid_from > v_from and b.valid_from < v_to
		or b.valid_from < v_from and v_to < least(b.valid_to, v_unit.valid_to));
	if v_taken is not null or v_to <= v_from then
		perform pakn.refuse(422, 'invalid', jsonb_build_object('errors', jsonb_build_array(case
			when v_to <= v_from then pakn.fact_error('valid_to', 'not_after_valid_from', pakn.import_words('not_after_valid_from', '{}'))
			else pakn.fact_error('valid_to', 'taken_then', pakn.import_words('taken_then', array[p_code, v_taken::text])) end)));
	end if;
	v_geom := pakn.boundary_read(p_geojson, p_strict);
	update pakn.area_boundary b set valid_to = v_from
	where b.tenant_id = p_tenant and b.area_id = v_unit.area_id and b.valid_from < v_from and v_from < b.valid_to;
	update pakn.area_part p set valid_to = v_from
	where p.tenant_id = p_tenant and p.area_id = v_unit.area_id and p.valid_from < v_from and v_from < p.valid_to;
	insert into pakn.area_boundary values (p_tenant, v_unit.area_id, v_geom, p_source, v_from, v_to)
	on conflict (tenant_id, area_id, valid_from) do update
		set geom = excluded.geom, source = excluded.source, valid_to = excluded.valid_to;
	delete from pakn.area_part p where p.tenant_id = p_tenant and p.area_id = v_unit.area_id and p.valid_from = v_from;
	insert into pakn.area_part
	select p_tenant, v_unit.area_id, row_number() over (), part, v_from, v_to
	from public.st_subdivide(v_geom, 64) as part;
	return true;
end $$;
