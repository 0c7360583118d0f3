-- subscription_find: the webhook (or mailbox) of a number.
-- Raises: PK404
create or replace function pakn.subscription_find(p_tenant int, p_subscription_id int, p_channel text)
returns pakn.subscription
language plpgsql stable
as $$
declare
	w pakn.subscription;
begin
	select * into w from pakn.subscription x
	where x.tenant_id = p_tenant and x.subscription_id = p_subscription_id and x.subscription_id > 0 and (x.channel = 'webhook') = (p_channel = 'webhook');
	if not found then
		perform pakn.refuse(404, 'not_there');
	end if;
	return w;
end $$;
