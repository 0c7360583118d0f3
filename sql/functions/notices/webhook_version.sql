-- webhook_version: which secrets a webhook has had, as a version.
create or replace function pakn.webhook_version(p_tenant int, p_webhook int)
returns text
language sql stable
as $$
	select md5(string_agg(s.secret_id::text, ' ' order by s.secret_id))
	from pakn.subscription_secret s
	where s.tenant_id = p_tenant and s.subscription_id = p_webhook
$$;
