-- escalation_look: chore: finds the open cases of which escalation_step has to find the next step: those that have come near
-- one, those whose stage or deadline is no longer what it was found by, and forgets the closed ones.  It compares all open work
-- with what is known, so that nothing that writes has to think of it, and nothing can be missed.
-- A case is near no step before the shortest share of the shortest deadline has passed, or an hour: most have no row before
-- they are closed.
-- Answers: how many
-- Writes: escalation
create or replace function pakn.escalation_look(p_limit int, p_now timestamptz default now())
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_near timestamptz;
	v_found int;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		delete from escalation e
		where e.tenant_id = v_tenant and e.report_id = any (array(
			select x.report_id from escalation x
			where x.tenant_id = v_tenant and not exists (select from work_item w
				where w.tenant_id = v_tenant and w.report_id = x.report_id and w.part = 'lead')
			limit p_limit
			for update skip locked));
		update escalation e set next_at = least(e.next_at, p_now)
		where e.tenant_id = v_tenant and e.report_id = any (array(
			select x.report_id
			from escalation x join work_item w on w.tenant_id = v_tenant and w.report_id = x.report_id and w.part = 'lead'
			where x.tenant_id = v_tenant and x.next_at > p_now
				and (x.agency_id, x.status, x.due_at, x.stage_due_at) is distinct from (w.agency_id, w.status, w.due_at, w.stage_due_at)
			limit p_limit
			for update of x skip locked));
		get diagnostics v_found = row_count;
		v_count := v_count + v_found;
		select p_now - make_interval(mins => least(60, min(d.amount * s.percent
			* case d.unit when 'working_minutes' then 1 else 60 end / 100)::int)) into v_near
		from deadline d
			cross join (select min((p.step->>'percent')::int) as percent
				from ladder l, jsonb_array_elements(l.steps->'steps') p (step)
				where l.tenant_id in (0, v_tenant)) s
		where d.tenant_id = v_tenant and d.stage <> 'wait';
		insert into escalation (tenant_id, report_id, agency_id, status, due_at, stage_due_at, next_at)
		select v_tenant, w.report_id, w.agency_id, w.status, w.due_at, w.stage_due_at, p_now
		from work_item w
		where w.tenant_id = v_tenant and w.part = 'lead' and w.given_at <= v_near
			and not exists (select from escalation e where e.tenant_id = v_tenant and e.report_id = w.report_id)
		order by w.report_id
		limit p_limit
		on conflict do nothing;
		get diagnostics v_found = row_count;
		v_count := v_count + v_found;
	end loop;
	return v_count;
end $$;
