-- leave_end: ends a leave, or takes one back that has not begun: one's own, or (by a head) a colleague's.
-- Answers: 204 | PK401 PK403 | PK404 unknown, or somebody else's
-- Writes: leave
create or replace function pakn.leave_end(p_digest bytea, p_tenant int, p_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'agency:leave');
begin
	update leave l set valid_to = least(l.valid_to, greatest(l.valid_from, now()))
	where l.tenant_id = p_tenant and l.leave_id = p_id
		and (l.staff_id = who.staff_id or may(who.role, 'agency:delegate') and exists (select from staff s
			where s.tenant_id = p_tenant and s.staff_id = l.staff_id and s.agency_id = who.agency_id));
	if not found then
		perform refuse(404, 'not_there');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
