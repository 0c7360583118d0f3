-- version_by: who saved a version of the rules, as staff are told.
create or replace function pakn.version_by(v pakn.routing_version)
returns jsonb
language plpgsql stable
as $$
begin
	return case
		when v.staff_id is not null then (select jsonb_build_object('name', s.name) from pakn.staff s
			where s.tenant_id = v.tenant_id and s.staff_id = v.staff_id)
		when v.api_key_id is not null then (select jsonb_build_object('api_key', min(c.name)) from pakn.credential c
			where c.tenant_id = v.tenant_id and c.api_key_id = v.api_key_id)
		else jsonb_build_object('command', v.command, 'database_role', v.database_role) end;
end $$;
