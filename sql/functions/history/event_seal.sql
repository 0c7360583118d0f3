-- event_seal: gives every event that waits its number and its hash, per tenant in one chain.
-- Two sealers of one tenant take turns on the row of event_head.  Answers how many were sealed.
-- Writes: event_seal, event_head; empties event_unsealed
create or replace function pakn.event_seal(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_head pakn.event_head;
	v_event pakn.report_event;
	v_ids uuid[];
	v_hashes bytea[];
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		insert into event_head values (v_tenant, 0, history_root(v_tenant))
			on conflict do nothing;
		select * into v_head from event_head h where h.tenant_id = v_tenant for update;
		v_ids := '{}';
		v_hashes := '{}';
		for v_event in
			with taken as (
				delete from event_unsealed u
				where u.tenant_id = v_tenant and u.event_id = any (array(
					select w.event_id from event_unsealed w
					where w.tenant_id = v_tenant order by w.event_id limit p_limit))
				returning u.event_id)
			select e.* from taken join report_event e on e.tenant_id = v_tenant and e.event_id = taken.event_id
			order by e.event_id
		loop
			v_head.seq := v_head.seq + 1;
			v_head.hash := event_hash(v_head.hash, v_head.seq, v_event, event_erasure(v_event));
			v_ids := v_ids || v_event.event_id;
			v_hashes := v_hashes || v_head.hash;
		end loop;
		insert into event_seal
		select v_tenant, v_head.seq - cardinality(v_ids) + s.n, s.event_id, s.hash
		from unnest(v_ids, v_hashes) with ordinality s (event_id, hash, n);
		v_count := v_count + cardinality(v_ids);
		update event_head h set seq = v_head.seq, hash = v_head.hash where h.tenant_id = v_tenant;
	end loop;
	return v_count;
end $$;
