-- sms_same: the code of a report that has this text, was sent with this phone, and was observed within a minute of
-- p_at: networks deliver a message again, with another number, when its receipt got lost.
-- Raises: PK401 PK403 as caller()
create or replace function pakn.sms_same(p_digest bytea, p_tenant int, p_phone_hash bytea, p_text text, p_at timestamptz)
returns table (code text)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform caller(p_digest, p_tenant, 'report:submit');
	return query
	select r.code from report_sender s
		join report r on r.tenant_id = s.tenant_id and r.report_id = s.report_id
	where s.tenant_id = p_tenant and s.phone_hash = p_phone_hash
		and s.report_id >= uuid_floor(p_at - interval '1 hour')
		and r.observed_at between p_at - interval '1 minute' and p_at + interval '1 minute' and r.description = p_text
	order by s.report_id
	limit 1;
end $$;
