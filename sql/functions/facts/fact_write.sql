-- fact_write: adds or changes one fact.
-- Raises: PK422 with what is wrong, by field; what the import raises
-- Writes: as fact_import
create or replace function pakn.fact_write(p_tenant int, p_noun text, p_fact jsonb, p_staff_id int, p_api_key_id int)
returns void
language plpgsql
as $$
declare
	v_errors jsonb;
begin
	select jsonb_agg(pakn.fact_error(i.field, i.code, i.words)) into v_errors
	from pakn.fact_import(p_tenant, p_noun, p_fact, p_staff_id, p_api_key_id) i;
	if v_errors is not null then
		perform pakn.refuse(422, 'invalid', jsonb_build_object('errors', v_errors));
	end if;
end $$;
