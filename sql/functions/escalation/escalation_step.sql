-- escalation_step: chore: takes the steps that have come on the ladders of open cases, p_limit of a province at a time, by the
-- index of when the next one is.  A step, its event and whom it tells are one transaction, with report and row locked: it is
-- taken once, whoever dies; what somebody has in hand is left for the next run.
-- Answers: how many cases were looked at
-- Writes: escalation, and as escalation_take
create or replace function pakn.escalation_step(p_limit int, p_now timestamptz default now())
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	f record;
	w work_item;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		for f in
			select x as e, y as r
			from escalation x join report y on y.tenant_id = v_tenant and y.report_id = x.report_id
			where x.tenant_id = v_tenant and x.next_at <= p_now
			order by x.next_at
			limit p_limit
			for update of x, y skip locked
		loop
			select * into w from work_item i where i.tenant_id = v_tenant and i.report_id = (f.r).report_id and i.part = 'lead';
			if found then
				perform escalation_take(f.e, f.r, w, p_now);
			else
				delete from escalation x where x.tenant_id = v_tenant and x.report_id = (f.r).report_id;
			end if;
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
