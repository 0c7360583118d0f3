-- fact_write: adds or changes one fact.
-- Raises: PK422 with what is wrong, by field; what the import raises
-- Writes: as fact_import
create or replace function pakn.fact_write(p_tenant int, p_noun text, p_fact jsonb)
returns void
language plpgsql
as $$
declare
	v_errors jsonb;
begin
	select jsonb_agg(pakn.fact_error(i.field, i.code, i.words)) into v_errors
	from pakn.fact_import(p_tenant, p_noun, p_fact) i;
	if v_errors is not null then
		perform pakn.refuse(422, 'invalid', jsonb_build_object('errors', v_errors));
	end if;
end $$;
