-- 0038 tables that are taken away: they are lines for any format, no longer CSV; the old functions go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('case_export', 'stats_resolution_csv')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;

-- Lists behind figures: what is late, by whose row it stands in.  A report that is never late is not in it.
create index report_late on pakn.report (tenant_id, late_agency_id, report_id) where late_agency_id is not null;
