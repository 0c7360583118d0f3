-- sms_show: how a report stands, in the few words that a message holds: what anybody with its code may know, or, where
-- it was sent with this phone, what its sender may.  No row without a code: then it is the caller who is looked at.
-- Raises: PK401 PK403 as caller() | PK404 unknown code
create or replace function pakn.sms_show(p_digest bytea, p_tenant int, p_code text, p_phone_hash bytea)
returns table (status text, agency text, due text, answer text)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_secret bytea;
	v_shown jsonb;
begin
	perform caller(p_digest, p_tenant, 'report:submit');
	if p_code is null then
		return;
	end if;
	select c.secret_digest into v_secret from report_code c
		join report_sender s on s.tenant_id = report_home(c) and s.report_id = c.report_id
	where c.tenant_id = p_tenant and c.code = p_code and (s.phone_hash = p_phone_hash or exists (select from tenant_merge_person k
		where k.tenant_id = p_tenant and k.person = p_phone_hash and k.of_tenant = c.of_tenant and k.was = s.phone_hash));
	v_shown := (report_show(v_secret, p_tenant, p_code, false, 'vi')).body::jsonb;
	return query
	select v_shown->>'status_name', v_shown->'agency'->>'name',
		case when v_shown->>'closed_at' is null then
			to_char((v_shown->>'due_at')::timestamptz at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY') end,
		v_shown->>'answer';
end $$;
