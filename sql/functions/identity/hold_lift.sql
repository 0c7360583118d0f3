-- hold_lift: lifts a hold; of one that was lifted, too, so that it can be asked again.
-- Answers: 204 | PK401 PK403 | PK404 unknown
-- Writes: identity_hold, admin_act
create or replace function pakn.hold_lift(p_digest bytea, p_tenant int, p_hold_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:hold');
	v_hold identity_hold;
begin
	select * into v_hold from identity_hold h where h.tenant_id = p_tenant and h.hold_id = p_hold_id for update;
	if not found then
		perform refuse(404, 'not_there');
	elsif v_hold.lifted_at is null then
		update identity_hold h set lifted_by = who.staff_id, lifted_at = now()
		where h.tenant_id = p_tenant and h.hold_id = p_hold_id;
		perform admin_act_by(p_tenant, who.staff_id, 'holds', 'delete', p_hold_id::text,
			jsonb_build_object('report', v_hold.report_id, 'reason', v_hold.reason), null);
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
