-- account_follow: what a changed account means beside its sessions: who is in charge; delegations and leaves of which
-- somebody is locked, or no longer works there, end now, or are taken back where they have not begun.  What they had there is
-- given back to the queue.
-- Writes: agency_head, delegation, leave, and as assignee_leave
create or replace function pakn.account_follow(p_tenant int, p_staff_id int)
returns void
language plpgsql
as $$
begin
	perform pakn.agency_head_follow(p_tenant, p_staff_id);
	update pakn.delegation d set valid_to = greatest(d.valid_from, now())
	from pakn.staff h, pakn.staff s
	where d.tenant_id = p_tenant and p_staff_id in (d.head_id, d.deputy_id) and d.valid_to > greatest(d.valid_from, now())
		and h.tenant_id = p_tenant and h.staff_id = d.head_id and s.tenant_id = p_tenant and s.staff_id = d.deputy_id
		and not (h.active and h.role = 'head' and h.agency_id = d.agency_id and s.active and s.agency_id = d.agency_id);
	update pakn.leave l set valid_to = greatest(l.valid_from, now())
	from pakn.staff a, pakn.staff d
	where l.tenant_id = p_tenant and p_staff_id in (l.staff_id, l.deputy_id) and l.valid_to > greatest(l.valid_from, now())
		and a.tenant_id = p_tenant and a.staff_id = l.staff_id and d.tenant_id = p_tenant and d.staff_id = l.deputy_id
		and not (a.active and d.active and a.agency_id = d.agency_id);
	perform pakn.assignee_leave(p_tenant, p_staff_id, null, s.name || ' không còn làm việc ở đơn vị; trả lại hàng đợi.')
	from pakn.staff s
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id and exists (select from pakn.work_item w
		where w.tenant_id = p_tenant and w.assignee_id = p_staff_id and not (s.active and s.agency_id = w.agency_id));
end $$;
