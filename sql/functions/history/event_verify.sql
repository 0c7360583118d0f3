-- event_verify: recomputes the chain of a tenant; answers the first number that does not fit, or null:
-- an event that was changed, lost or slipped in, a lost seal, other words than those that were sealed.
-- Words that were erased leave the chain whole.
create or replace function pakn.event_verify(p_tenant int)
returns bigint
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_first bytea := sha256(convert_to('pakn ' || p_tenant, 'UTF8'));
	v_hash bytea := v_first;
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
		if v_hash <> v_seal.hash or not event_words_fit(v_event) then
			return v_expected;
		end if;
	end loop;
	if coalesce((select h.hash from event_head h where h.tenant_id = p_tenant), v_first) <> v_hash
		-- Counted: who asks for one gets a plan that would find one soon, and takes hours to find none.
		or (select count(*) from report_event e where e.tenant_id = p_tenant
			and not exists (select from event_seal s where s.tenant_id = p_tenant and s.event_id = e.event_id)
			and not exists (select from event_unsealed u where u.tenant_id = p_tenant and u.event_id = e.event_id)) > 0 then
		return v_expected + 1;
	end if;
	return null;
end $$;
