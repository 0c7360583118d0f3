-- leave_hand_over: gives what somebody has claimed to their deputy, with a line in the history of each case.
-- Who has been moved or locked since is no deputy: then the claims are given back to the queue.
-- Writes: leave, work_item, and as report_move
create or replace function pakn.leave_hand_over(l pakn.leave)
returns void
language plpgsql
as $$
declare
	r pakn.report;
	v_deputy int := (select d.staff_id from pakn.staff d
			join pakn.staff s on s.tenant_id = d.tenant_id and s.agency_id = d.agency_id
		where d.tenant_id = l.tenant_id and d.staff_id = l.deputy_id and d.active and s.staff_id = l.staff_id);
	v_text text;
begin
	select format('%s vắng đến %s; ', s.name, to_char(l.valid_to, 'HH24:MI DD/MM/YYYY'))
		|| coalesce('giao cho ' || d.name || '.', 'trả lại hàng đợi.')
	into v_text
	from pakn.staff s left join pakn.staff d on d.tenant_id = s.tenant_id and d.staff_id = v_deputy
	where s.tenant_id = l.tenant_id and s.staff_id = l.staff_id;
	-- The report's row first, as everywhere.
	for r in select x.* from pakn.report x
		where x.tenant_id = l.tenant_id and x.report_id in (select w.report_id from pakn.work_item w
			where w.tenant_id = l.tenant_id and w.claimed_by = l.staff_id and w.lease_until > now())
		order by x.report_id
		for update
	loop
		update pakn.work_item w
		set claimed_by = v_deputy, lease_until = case when v_deputy is not null then w.lease_until end
		where w.tenant_id = l.tenant_id and w.report_id = r.report_id and w.claimed_by = l.staff_id;
		if found then
			perform pakn.report_move(r, pakn.uuid_at(clock_timestamp(), 0), 'hand-over', r.status, 'system', null, null, v_text, null);
		end if;
	end loop;
	update pakn.leave x set handed_over_at = now() where x.tenant_id = l.tenant_id and x.leave_id = l.leave_id;
end $$;
