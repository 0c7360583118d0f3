-- admin_act_note: notes an act of an administrator.  Neither before nor after may hold a secret or a digest of one.
-- Without staff and API key it was somebody at the command line.
-- Writes: admin_act
create or replace function pakn.admin_act_note(p_tenant int, p_act_id uuid, p_staff_id int, p_api_key_id int,
	p_noun text, p_action text, p_key text, p_before jsonb, p_after jsonb)
returns void
language sql volatile
as $$
	insert into pakn.admin_act (tenant_id, act_id, at, staff_id, api_key_id, noun, action, key, before, after, command, database_role)
	select p_tenant, p_act_id, now(), p_staff_id, p_api_key_id, p_noun, p_action, p_key, p_before, p_after,
		case when by_command then current_setting('application_name') end, case when by_command then session_user end
	from (select num_nonnulls(p_staff_id, p_api_key_id) = 0 as by_command) x
$$;
