-- key_add: records an API key that C has minted; with p_account, one that acts as that account, as far as its scopes let it.
-- Answers: 201 and the key's facts (C adds the key) | PK401 PK403 | PK422 scopes, channel, expiry, account
-- Writes: credential, admin_act
create or replace function pakn.key_add(p_digest bytea, p_tenant int, p_key_digest bytea, p_prefix text, p_name text,
	p_scopes text, p_channel text, p_expires_at timestamptz, p_account text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:keys');
	v_key credential;
	v_staff int := (select s.staff_id from staff s where s.tenant_id = p_tenant and s.username = lower(p_account) and s.active);
begin
	if p_expires_at <= now() then
		perform refuse(422, 'invalid', field_error('/expires_at', 'in_the_past'));
	end if;
	if p_account is not null and v_staff is null then
		perform refuse(422, 'invalid', field_error('/account', 'unknown_account'));
	end if;
	v_key := api_key_set(p_tenant, p_key_digest, nextval('api_key_id_seq')::int, p_name,
		regexp_split_to_array(p_scopes, '[ ,]+'), coalesce(p_channel, 'app'), p_expires_at => p_expires_at, p_prefix => p_prefix,
		p_staff_id => v_staff);
	perform admin_act_by(p_tenant, who.staff_id, 'keys', 'add', v_key.api_key_id::text, null, key_json(v_key)::jsonb);
	return (201, key_json(v_key)::text, null, null, null, null)::pakn.answer;
end $$;
