-- admin_check: what would become of a fact if it were written: it is, and that is undone.
-- Raises: PK422 what is wrong, by field
-- Writes: nothing that stays
create or replace function pakn.admin_check(p_tenant int, p_noun text, p_fact jsonb, p_staff_id int, p_api_key_id int)
returns pakn.answer
language plpgsql
as $$
declare
	v_key text := pakn.fact_key(p_tenant, p_noun, p_fact);
	v_before jsonb := pakn.fact_of(p_tenant, p_noun, v_key);
	v_after jsonb;
begin
	begin
		perform pakn.fact_write(p_tenant, p_noun, p_fact, p_staff_id, p_api_key_id);
		v_after := pakn.fact_of(p_tenant, p_noun, v_key);
		raise sqlstate 'PK200';
	exception when sqlstate 'PK200' then
		null;
	end;
	return (200, jsonb_build_object('key', v_key, 'before', v_before, 'after', v_after,
		'action', case when v_before is null then 'add' when v_before = v_after then 'none' else 'change' end)::text,
		null, null, null, null)::pakn.answer;
end $$;
