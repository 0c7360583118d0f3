-- 0043 classify: who has a case says its field, too: one of field and commune is wanted, none of them alone.
update pakn.action set needs = '{}' where action = 'classify';

-- These take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('case_classify', 'report_place', 'report_route')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
