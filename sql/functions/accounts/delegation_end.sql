-- delegation_end: takes a delegation of one's agency back; one that has ended stays as it is.
-- Answers: 204 | PK401 PK403 | PK404 unknown, or another agency's
-- Writes: delegation
create or replace function pakn.delegation_end(p_digest bytea, p_tenant int, p_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'agency:delegate');
begin
	update delegation d set valid_to = least(d.valid_to, greatest(d.valid_from, now()))
	where d.tenant_id = p_tenant and d.delegation_id = p_id and d.agency_id = who.agency_id;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
