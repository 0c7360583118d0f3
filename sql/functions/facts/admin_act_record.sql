-- admin_act_record: notes who changed what of a province's facts; what stayed as it was is no act.
-- Writes: admin_act
create or replace function pakn.admin_act_record(p_tenant int, p_act_id uuid, p_staff_id int, p_api_key_id int,
	p_noun text, p_key text, p_before jsonb, p_after jsonb)
returns void
language plpgsql
as $$
begin
	if p_before is distinct from p_after then
		perform pakn.admin_act_note(p_tenant, p_act_id, p_staff_id, p_api_key_id, p_noun,
			case when p_before is null then 'add' when p_after is null then 'delete' else 'change' end, p_key, p_before, p_after);
	end if;
end $$;
