-- duplicates_lock: locks two cases that are to be merged, or the one that a case is merged into and then that case: who moves a
-- report that is kept holds it before what is merged into it, so that nobody waits in a circle.
create or replace function pakn.duplicates_lock(p_tenant int, p_report_id uuid, p_of text)
returns void
language plpgsql
as $$
declare
	v_ids uuid[];
begin
	-- What is kept may be merged itself while it is waited for.
	loop
		v_ids := array[pakn.case_kept(p_tenant, p_report_id), pakn.case_kept(p_tenant, pakn.case_named(p_tenant, p_of))];
		perform from pakn.report r where r.tenant_id = p_tenant and r.report_id = any (v_ids) order by r.report_id for update;
		exit when v_ids is not distinct from
			array[pakn.case_kept(p_tenant, p_report_id), pakn.case_kept(p_tenant, pakn.case_named(p_tenant, p_of))];
	end loop;
end $$;
