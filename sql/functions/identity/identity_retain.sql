-- identity_retain: forgets who sent what has been closed for longer than the province keeps it, but what is
-- on hold.  Ids begin with their time, so the oldest are looked at first; locked ones wait for the next run.
-- Answers how many were forgotten.
-- Writes: as sender_erase
create or replace function pakn.identity_retain(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	t tenant;
	r report;
	v_count int := 0;
begin
	for t in select * from tenant x where x.sender_days is not null order by x.tenant_id loop
		for r in
			select x.* from report_sender s
				join report x on x.tenant_id = s.tenant_id and x.report_id = s.report_id
			where s.tenant_id = t.tenant_id and s.report_id < uuid_floor(now() - make_interval(days => t.sender_days))
				and x.closed_at < now() - make_interval(days => t.sender_days)
				and not sender_held(s)
			order by s.report_id
			limit p_limit - v_count
			for update of x skip locked
		loop
			perform sender_erase(r, uuid_at(clock_timestamp(), 0), 'system', null, null, null, 'retention', 'purpose_ended');
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
