-- wait_end: lets the clocks go on whose wait is over, for whomever they waited.  Answers how many.
-- Writes: as report_move
create or replace function pakn.wait_end(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	r report;
	v_tenant int;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		for r in select x.* from report x
			where x.tenant_id = v_tenant and x.report_id = any (array(
				select w.report_id from work_item w
				where w.tenant_id = v_tenant and w.status in ('info_requested', 'paused') and w.stage_due_at <= now()
				order by w.stage_due_at
				limit p_limit))
			order by x.report_id
			for update
		loop
			continue when r.waits_until > now() or r.waits_until is null;
			perform report_move(r, uuid_at(clock_timestamp(), 0), 'resume', r.resume_to, 'system', null, null,
				case r.status when 'paused' then 'Hết thời gian tạm dừng.' else 'Hết thời gian chờ người gửi bổ sung.' end, null);
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
