-- event_verify: recomputes the chain of a tenant; answers the first number that does not fit, or null.
create or replace function pakn.event_verify(p_tenant int)
returns bigint
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_hash bytea := sha256(convert_to('pakn ' || p_tenant, 'UTF8'));
	v_expected bigint := 0;
	v_seal pakn.event_seal;
	v_event pakn.report_event;
begin
	for v_seal in select * from event_seal s where s.tenant_id = p_tenant order by s.seq loop
		v_expected := v_expected + 1;
		select * into v_event from report_event e
		where e.tenant_id = p_tenant and e.event_id = v_seal.event_id;
		if not found or v_seal.seq <> v_expected then
			return v_expected;
		end if;
		v_hash := event_hash(v_hash, v_seal.seq, v_event);
		if v_hash <> v_seal.hash then
			return v_expected;
		end if;
	end loop;
	if (select h.hash from event_head h where h.tenant_id = p_tenant) is distinct from v_hash and v_expected > 0 then
		return v_expected + 1;
	end if;
	return null;
end $$;
