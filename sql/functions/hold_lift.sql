-- hold_lift: lifts a hold; of one that was lifted, too, so that it can be asked again.
-- Answers: 204 | PK401 PK403 | PK404 unknown
-- Writes: identity_hold
create or replace function pakn.hold_lift(p_digest bytea, p_tenant int, p_hold_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:hold');
begin
	update identity_hold h set lifted_by = coalesce(h.lifted_by, who.staff_id), lifted_at = coalesce(h.lifted_at, now())
	where h.tenant_id = p_tenant and h.hold_id = p_hold_id;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
