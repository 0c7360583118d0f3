-- agency_circle_refuse: raises PK422 agency_circle where an agency is its own parent, near or far: nobody
-- without a parent stands above it.
create or replace function pakn.agency_circle_refuse(p_tenant int)
returns void
language plpgsql stable
as $$
declare
	v_code text;
begin
	with recursive down as (
		select a.agency_id from pakn.agency a where a.tenant_id = p_tenant and a.parent_id is null
		union all
		select a.agency_id
		from down join pakn.agency a on a.tenant_id = p_tenant and a.parent_id = down.agency_id
	)
	select min(a.code) into v_code
	from pakn.agency a
	where a.tenant_id = p_tenant and a.agency_id not in (select d.agency_id from down d);
	if v_code is not null then
		perform pakn.refuse(422, 'agency_circle', jsonb_build_object('value', v_code)
			|| pakn.field_error('/parent_code', 'agency_circle'));
	end if;
end $$;
