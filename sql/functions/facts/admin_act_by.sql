-- admin_act_by: notes an act of somebody (null: of the command line) that is none on a fact.
-- Writes: admin_act
create or replace function pakn.admin_act_by(p_tenant int, p_staff_id int, p_noun text, p_action text, p_key text,
	p_before jsonb, p_after jsonb)
returns void
language sql volatile
as $$
	select pakn.admin_act_note(p_tenant, pakn.uuid_at(clock_timestamp(), 0), p_staff_id, null, p_noun, p_action, p_key,
		p_before, p_after)
$$;
