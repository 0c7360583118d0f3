-- agency_circle_refuse: raises PK422 agency_circle where an agency is its own parent, near or far.
create or replace function pakn.agency_circle_refuse(p_tenant int)
returns void
language plpgsql stable
as $$
declare
	v_code text;
begin
	with recursive up as (
		select a.agency_id as start_id, a.parent_id from pakn.agency a where a.tenant_id = p_tenant
		union
		select up.start_id, a.parent_id
		from up join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = up.parent_id
	)
	select a.code into v_code
	from up join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = up.start_id
	where up.parent_id = up.start_id
	order by 1
	limit 1;
	if found then
		perform pakn.refuse(422, 'agency_circle', jsonb_build_object('value', v_code));
	end if;
end $$;
