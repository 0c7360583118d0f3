-- duty_alert: alerts whoever is on call where something urgent has come in, once for each agency that gets it: an event in
-- its history, which leaves the version as it is (nobody's work is in vain for it), and a row for each of them.  Where nobody
-- is to be told, it says nothing.
-- Answers how many were alerted about.
-- Writes: work_item, duty_alert, and as event_add
create or replace function pakn.duty_alert(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	r report;
	v_tenant int;
	v_ids uuid[];
	v_quiet uuid[];      -- of agencies for which nobody is on call
	v_staff int[];
	v_event_id uuid;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		with come as materialized (
			select w.report_id, w.agency_id from work_item w
			where w.tenant_id = v_tenant and w.urgency = 'urgent' and w.alerted_at is null and w.part = 'lead'
			order by w.report_id
			limit p_limit
		), called as materialized (
			select a.agency_id, duty_on(v_tenant, a.agency_id, now()) <> '{}' as anybody
			from (select distinct c.agency_id from come c) a)
		select array_agg(c.report_id) filter (where d.anybody), array_agg(c.report_id) filter (where not d.anybody)
		into v_ids, v_quiet
		from come c join called d using (agency_id);
		continue when v_ids is null and v_quiet is null;
		for r in select x.* from report x
			where x.tenant_id = v_tenant and x.report_id = any (v_ids)
			order by x.report_id
			for update
		loop
			update work_item w set alerted_at = now()
			where w.tenant_id = v_tenant and w.report_id = r.report_id and w.part = 'lead' and w.alerted_at is null;
			-- What older systems brought was urgent then.
			continue when not found or r.released_at is not null or exists (select from report_event e
				where e.tenant_id = v_tenant and e.report_id = r.report_id and e.type = 'received' and e.imported);
			v_staff := duty_on(v_tenant, r.agency_id, now());
			continue when v_staff = '{}';
			v_event_id := uuid_at(clock_timestamp(), 0);
			perform event_add(r, v_event_id, 'alert', (select 'Báo người trực: ' || string_agg(s.name, ', ' order by s.name) || '.'
				from staff s where s.tenant_id = v_tenant and s.staff_id = any (v_staff)));
			insert into duty_alert select v_tenant, v_event_id, s, r.report_id from unnest(v_staff) s;
			v_count := v_count + 1;
		end loop;
		-- Without a look at the report, and without waiting: who has one of them locked may wait for one of those above.
		v_quiet := array(select w.report_id from work_item w
			where w.tenant_id = v_tenant and w.report_id = any (v_quiet) and w.part = 'lead' and w.alerted_at is null
			order by 1
			for update skip locked);
		update work_item w set alerted_at = now()
		where w.tenant_id = v_tenant and w.report_id = any (v_quiet) and w.part = 'lead';
	end loop;
	return v_count;
end $$;
