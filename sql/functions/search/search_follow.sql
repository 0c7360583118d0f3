-- search_follow: chore: keeps report_search and report_cell in step with the events that were sealed since, by the seal's number, which
-- misses no late commit.  Words are read again only where an event may have changed them.
-- Answers: how many events, and how many wait
-- Writes: report_search, public_head; as cells_follow
create or replace function pakn.search_follow(p_limit int, out done int, out waiting int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_from bigint;
	v_to bigint;
	v_ids uuid[];
	v_said uuid[];                                  -- of these, those whose words may be others
	v_events uuid[];                                -- those that may count beside what became of a report
begin
	done := 0;
	waiting := 0;
	for v_tenant, v_to in select e.tenant_id, e.seq from event_head e left join public_head h using (tenant_id)
		where e.seq > coalesce(h.search_seq, 0) order by 1
	loop
		insert into public_head (tenant_id) values (v_tenant) on conflict do nothing;
		select h.search_seq into v_from from public_head h where h.tenant_id = v_tenant for update;
		waiting := waiting + greatest(v_to - v_from - p_limit, 0);
		v_to := least(v_to, v_from + p_limit);
		select coalesce(array_agg(distinct e.report_id), '{}'), coalesce(array_agg(distinct e.report_id)
			filter (where e.type in ('received', 'merged', 'answered', 'sent_back', 'redacted', 'contact_erased')), '{}'),
			array_agg(e.event_id) filter (where e.type <> 'received')
		into v_ids, v_said, v_events
		from event_seal s join report_event e on e.tenant_id = v_tenant and e.event_id = s.event_id
		where s.tenant_id = v_tenant and s.seq > v_from and s.seq <= v_to;
		update report_search x set agency_id = r.agency_id, category_id = r.category_id, area_id = r.area_id, stat_class = r.stat_class,
			open = r.closed_at is null, status = r.status, urgency = r.urgency, due_at = r.due_at
		from report r
		where x.tenant_id = v_tenant and x.report_id = any (v_ids) and x.report_id <> all (v_said)
			and r.tenant_id = v_tenant and r.report_id = x.report_id and r.report_id = any (v_ids);
		insert into report_search
		select v_tenant, r.report_id, r.agency_id, r.category_id, r.area_id, r.channel_id, report_sender_kind(r), r.stat_class,
			r.closed_at is null, r.status, r.urgency, r.due_at, search_vector(r.description, r.address, r.answer)
		from report r
		where r.tenant_id = v_tenant and r.report_id = any (v_said)
		on conflict (tenant_id, report_id) do update set agency_id = excluded.agency_id, category_id = excluded.category_id,
			area_id = excluded.area_id, stat_class = excluded.stat_class, open = excluded.open, status = excluded.status,
			urgency = excluded.urgency, due_at = excluded.due_at, words = excluded.words;
		perform cells_follow(v_tenant, v_ids, v_events);
		update public_head h set search_seq = v_to where h.tenant_id = v_tenant and h.search_seq < v_to;
		done := done + greatest(v_to - v_from, 0)::int;
	end loop;
end $$;
