-- area_refuse: raises out_of_area with the province's words on whom to call.
create or replace function pakn.area_refuse(p_tenant int)
returns void
language plpgsql stable
as $$
begin
	perform pakn.refuse(422, 'out_of_area', pakn.area_outside(t)) from pakn.tenant t where t.tenant_id = p_tenant;
end $$;
