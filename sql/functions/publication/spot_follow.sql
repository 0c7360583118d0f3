-- spot_follow: chore: keeps report_spot in step with the events that were sealed since: a row where a report is open, of a thing
-- at a place and within what the province handles, none elsewhere.  By the seal's number, which misses no late commit.
-- Answers: how many events, and how many wait
-- Writes: report_spot, public_head
create or replace function pakn.spot_follow(p_limit int, out done int, out waiting int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_from bigint;
	v_to bigint;
	v_ids uuid[];
begin
	done := 0;
	waiting := 0;
	for v_tenant, v_to in select e.tenant_id, e.seq from event_head e left join public_head h using (tenant_id)
		where e.seq > coalesce(h.spot_seq, 0) order by 1
	loop
		insert into public_head (tenant_id) values (v_tenant) on conflict do nothing;
		select h.spot_seq into v_from from public_head h where h.tenant_id = v_tenant for update;
		waiting := waiting + greatest(v_to - v_from - p_limit, 0);
		v_to := least(v_to, v_from + p_limit);
		v_ids := array(
			select distinct e.report_id
			from event_seal s join report_event e on e.tenant_id = v_tenant and e.event_id = s.event_id
			where s.tenant_id = v_tenant and s.seq > v_from and s.seq <= v_to);
		delete from report_spot x
		where x.tenant_id = v_tenant and x.report_id = any (v_ids)
			and not exists (select from work_item w where w.tenant_id = v_tenant and w.report_id = x.report_id);
		insert into report_spot
		select v_tenant, r.report_id, gen_random_uuid(), public_spot(r, 3)
		from report r
			left join category c on c.tenant_id = v_tenant and c.category_id = r.category_id
		where r.tenant_id = v_tenant and r.report_id = any (v_ids) and r.closed_at is null
			and public_spot(r, 3) is not null and coalesce(c.in_scope, true)
		on conflict do nothing;
		update public_head h set spot_seq = v_to where h.tenant_id = v_tenant and h.spot_seq < v_to;
		done := done + greatest(v_to - v_from, 0)::int;
	end loop;
end $$;
