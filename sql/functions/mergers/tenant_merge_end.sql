-- tenant_merge_end: ends a merger once nothing is open and every event has its seal: the last one is the final
-- checkpoint of the old province.  Answers whether it is at its end.
-- Writes: tenant_merge, admin_act
create or replace function pakn.tenant_merge_end(p_old int)
returns boolean
language plpgsql
as $$
declare
	m pakn.tenant_merge;
	h pakn.event_head;
begin
	select * into m from pakn.tenant_merge x where x.tenant_id = p_old for update;
	if m.done_at is not null then
		return true;
	end if;
	if m.switched_at is null or exists (select from pakn.work_item w where w.tenant_id = p_old)
		or exists (select from pakn.event_unsealed u where u.tenant_id = p_old) then
		return false;
	end if;
	select * into h from pakn.event_head x where x.tenant_id = p_old for update;
	update pakn.tenant_merge x set done_at = now(), last_seq = h.seq, last_hash = h.hash where x.tenant_id = p_old;
	perform pakn.admin_act_by(t, null, 'tenants', 'merge-end', (select x.code from pakn.tenant x where x.tenant_id = p_old), null,
		jsonb_build_object('cases', m.cases, 'last_event', h.seq, 'hash', encode(h.hash, 'hex')))
	from unnest(array[p_old, m.into_id]) t;
	return true;
end $$;
