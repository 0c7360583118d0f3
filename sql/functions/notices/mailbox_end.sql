-- mailbox_end: ends a mailbox; one that has ended, too, so that it can be asked again.
-- Answers: 204 | PK401 PK403 PK404
-- Writes: as subscription_end
create or replace function pakn.mailbox_end(p_digest bytea, p_tenant int, p_mailbox int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
begin
	perform subscription_end(subscription_find(p_tenant, p_mailbox, 'email'), who.staff_id, true);
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
