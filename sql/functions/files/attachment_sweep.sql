-- attachment_sweep: deletes what was sent and named by no report for so many hours.  Answers how much of it there
-- was; locked ones wait for the next run.
-- Writes: attachment, attachment_file, file_unused
create or replace function pakn.attachment_sweep(p_hours int, p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_id uuid;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		for v_id in
			select a.attachment_id from attachment a
			where a.tenant_id = v_tenant and a.report_id is null and a.created_at < now() - make_interval(hours => p_hours)
			order by a.created_at
			limit p_limit - v_count
			for update skip locked
		loop
			perform attachment_remove(v_tenant, v_id);
			delete from attachment a where a.tenant_id = v_tenant and a.attachment_id = v_id;
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
