-- caller: who calls, provided that they may do it: their role has the right, and where it is an API key
-- or a gateway, one of its scopes lets it through.
-- Raises: PK401 no or unknown credential | PK403 their role lacks the right, or the key the scope
create or replace function pakn.caller(p_digest bytea, p_tenant int, p_right text,
	out staff_id int, out api_key_id int, out role text, out agency_id int, out channel text, out name text, out person bytea)
language plpgsql stable
as $$
declare
	v_scopes text[];
begin
	select f.staff_id, f.api_key_id, f.role, f.agency_id, f.channel, f.name, f.person, f.scopes
	into staff_id, api_key_id, role, agency_id, channel, name, person, v_scopes
	from pakn.caller_find(p_digest, p_tenant) f;
	if not found then
		perform pakn.refuse(401, 'unauthenticated');
	end if;
	-- may(), in place: asked for by every call.  Two questions: one plan for both would be made anew each time, since without
	-- scopes half of it falls away.
	if not exists (select from pakn.role_right rr where rr.role = caller.role and rr.right_name = p_right) then
		perform pakn.refuse(403, 'forbidden');
	end if;
	if v_scopes is not null then
		if not exists (select from pakn.scope_right sr where sr.scope = any (v_scopes) and sr.right_name = p_right) then
			perform pakn.refuse(403, 'forbidden');
		end if;
	end if;
end $$;
