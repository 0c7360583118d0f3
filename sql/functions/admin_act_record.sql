-- admin_act_record: notes who changed what of a province's facts; what stayed as it was is no act.
-- Without staff and API key it was somebody at the command line.
-- Writes: admin_act
create or replace function pakn.admin_act_record(p_tenant int, p_act_id uuid, p_staff_id int, p_api_key_id int,
	p_noun text, p_key text, p_before jsonb, p_after jsonb)
returns void
language sql volatile
as $$
	insert into pakn.admin_act
	select p_tenant, p_act_id, now(), p_staff_id, p_api_key_id, p_noun, p_key, p_before, p_after
	where p_before is distinct from p_after
$$;
