-- succession_put: records that an agency is succeeded by another from a day on; where that has come, the courier
-- begins within seconds.  p_action check: tells what would go over, and writes nothing.  The same again changes nothing.
-- Answers: 200 and the succession, with what goes over | PK401 PK403 | PK404 no such agency
--          | PK409 it is succeeded otherwise | PK422 as agency_succession_check
-- Writes: as agency_succeed
create or replace function pakn.succession_put(p_digest bytea, p_tenant int, p_action text, p_agency text,
	p_successor text, p_at date, p_head text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:write');
	v_try boolean := coalesce(p_action = 'check', false);
	v_agency int := (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency);
	v_counts jsonb := agency_succession_counts(p_tenant, v_agency, p_at);
	s agency_succession;
begin
	if v_agency is null then
		perform refuse(404, 'not_there');
	end if;
	s := agency_succeed(p_tenant, p_agency, p_successor, p_at, p_head, who.staff_id, v_try);
	return (200, (case when v_try then '{}' else agency_succession_json(s) end || v_counts)::text, null, null, null, null)::pakn.answer;
end $$;
