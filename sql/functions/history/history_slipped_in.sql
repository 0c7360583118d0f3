-- history_slipped_in: the first event of a tenant that no seal has and that waits for none.
create or replace function pakn.history_slipped_in(p_tenant int)
returns uuid
language plpgsql stable
	-- All are looked through, whatever the caller's plans must do: who asks for the first gets one that takes hours.
	set enable_hashjoin = on set enable_seqscan = on
as $$
begin
	return (array(select e.event_id from pakn.report_event e
			left join pakn.event_seal s on s.tenant_id = p_tenant and s.event_id = e.event_id
			left join pakn.event_unsealed u on u.tenant_id = p_tenant and u.event_id = e.event_id
		where e.tenant_id = p_tenant and s.event_id is null and u.event_id is null
		order by e.event_id))[1];
end $$;
