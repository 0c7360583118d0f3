-- leave_hand_over: gives what somebody has, or has claimed, to their deputy (assignee_leave).  Who has been moved or locked
-- since is no deputy: then it is given back to the queue.
-- Writes: leave, and as assignee_leave
create or replace function pakn.leave_hand_over(l pakn.leave)
returns void
language plpgsql
as $$
declare
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
	perform pakn.assignee_leave(l.tenant_id, l.staff_id, v_deputy, v_text);
	update pakn.leave x set handed_over_at = now() where x.tenant_id = l.tenant_id and x.leave_id = l.leave_id;
end $$;
