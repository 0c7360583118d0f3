-- caller: who calls, provided that they may do it.
-- Raises: PK401 no or unknown credential | PK403 their role lacks the right
create or replace function pakn.caller(p_digest bytea, p_tenant int, p_right text,
	out staff_id int, out api_key_id int, out role text, out agency_id int, out channel text, out name text)
language plpgsql stable
as $$
begin
	select f.staff_id, f.api_key_id, f.role, f.agency_id, f.channel, f.name into staff_id, api_key_id, role, agency_id, channel, name
	from pakn.caller_find(p_digest, p_tenant) f;
	if not found then
		perform pakn.refuse(401, 'unauthenticated');
	end if;
	if not pakn.may(role, p_right) then
		perform pakn.refuse(403, 'forbidden');
	end if;
end $$;
