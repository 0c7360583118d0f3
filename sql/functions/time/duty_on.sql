-- duty_on: who is on call for an agency at an instant; where nobody is, who is for the desk; else who is in charge of the
-- agency.
create or replace function pakn.duty_on(p_tenant int, p_agency_id int, p_at timestamptz)
returns int[]
language plpgsql stable
as $$
declare
	v_desk int := (select t.desk_id from pakn.tenant t where t.tenant_id = p_tenant);
	v_staff int[];
begin
	foreach v_desk in array array[p_agency_id, v_desk] loop
		v_staff := array(select d.staff_id
			from pakn.duty d join pakn.staff s on s.tenant_id = d.tenant_id and s.staff_id = d.staff_id and s.active
			where d.tenant_id = p_tenant and d.agency_id = v_desk and d.starts_at <= p_at and p_at < d.ends_at
			order by 1);
		exit when v_staff <> '{}';
	end loop;
	return case when v_staff <> '{}' then v_staff else array(select h.staff_id from pakn.agency_head h
		where h.tenant_id = p_tenant and h.agency_id = p_agency_id and h.valid_from <= p_at and p_at < h.valid_to) end;
end $$;
