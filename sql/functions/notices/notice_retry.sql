-- notice_retry: has a dead notice sent again, with all its attempts; one that waits or was sent stays as it is.
-- Answers: 200 | PK401 PK403 PK404 | PK409 nothing is sent there any more
-- Writes: outbox, admin_act
create or replace function pakn.notice_retry(p_digest bytea, p_tenant int, p_notice uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'notice:manage');
	o outbox;
begin
	select * into o from outbox x where x.tenant_id = p_tenant and x.outbox_id = p_notice for update;
	if not found then
		perform refuse(404, 'not_there');
	elsif exists (select from subscription w where w.tenant_id = p_tenant and w.subscription_id = o.subscription_id and w.ended_at is not null) then
		perform refuse(409, 'webhook_ended');
	elsif o.state = 'dead' then
		update outbox x set state = 'pending', attempts = 0, next_at = now(), done_at = null
		where x.tenant_id = p_tenant and x.outbox_id = p_notice
		returning * into o;
		perform admin_act_by(p_tenant, who.staff_id, 'notices', 'retry', p_notice::text, null, null);
	end if;
	return (200, notice_json(o)::text, null, null, null, null)::pakn.answer;
end $$;
