-- session_owner: whose session it is, provided that it lives and is at one of the stages; null: any stage.
-- Raises: PK401 no such session | PK403 an API key, a citizen | PK409 at another stage
create or replace function pakn.session_owner(p_digest bytea, p_tenant int, p_stages text[],
	out staff_id int, out username text, out stage text, out address inet)
language plpgsql stable
as $$
begin
	select c.staff_id, s.username, c.stage, c.address into staff_id, username, stage, address
	from pakn.credential c join pakn.staff s on s.tenant_id = c.tenant_id and s.staff_id = c.staff_id
	where c.tenant_id = p_tenant and c.digest = p_digest and c.kind = 's' and s.active
		and c.revoked_at is null and c.expires_at > now() and c.idle_until > now();
	if not found then
		perform pakn.caller(p_digest, p_tenant, 'session:end');
		perform pakn.refuse(403, 'forbidden');
	end if;
	if not stage = any (p_stages) then
		perform pakn.refuse(409, 'other_stage');
	end if;
end $$;
