-- oldest-binary: 0.1
-- 0006 dated: what an importer dates goes through functions with further parameters; those without
-- them would stay beside the new ones.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('report_submit', 'case_move', 'case_check', 'report_move', 'api_key_set')
	loop
		execute 'drop function ' || v_function;
	end loop;
end $$;
