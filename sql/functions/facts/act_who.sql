-- act_who: who did something as an administrator: somebody, an API key, or a command.
create or replace function pakn.act_who(a pakn.admin_act)
returns json
language plpgsql stable
as $$
begin
	return case
		when a.staff_id is not null then pakn.staff_json(a.tenant_id, a.staff_id)
		when a.api_key_id is not null then json_build_object('api_key', (select c.name from pakn.credential c
			where c.tenant_id = a.tenant_id and c.api_key_id = a.api_key_id limit 1))
		else json_build_object('command', coalesce(a.command, 'pakn import'), 'database_role', a.database_role) end;
end $$;
