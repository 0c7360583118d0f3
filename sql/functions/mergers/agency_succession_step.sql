-- agency_succession_step: brings a province's due successions on by up to p_limit cases, each step a transaction:
-- who dies half-way leaves what was done, and whoever comes next goes on.  It never ends for good: what comes to an
-- agency later all the same (an answer that is sent back, a report that a journal kept) follows, too.
-- Answers how many cases were looked at; fewer than p_limit: there is no more.
-- Writes: agency_succession, and as agency_succession_begin and agency_succession_move
create or replace function pakn.agency_succession_step(p_tenant int, p_limit int)
returns int
language plpgsql
as $$
declare
	s pakn.agency_succession;
	v_heir int;
	v_count int := 0;
	v_step int;
begin
	if not exists (select from pakn.agency_succession x where x.tenant_id = p_tenant and x.at <= current_date and (x.done_at is null
		or exists (select from pakn.work_item w where w.tenant_id = p_tenant and w.agency_id = x.agency_id))) then
		return 0;
	end if;
	-- Before the rows, as who records or takes back: the other order could wait for itself.
	perform pakn.facts_lock(p_tenant);
	-- In their order, so that of a chain the earlier goes first, and one step at a time.
	for s in select x.* from pakn.agency_succession x
		where x.tenant_id = p_tenant and x.at <= current_date
			and (x.done_at is null or exists (select from pakn.work_item w where w.tenant_id = p_tenant and w.agency_id = x.agency_id))
		order by x.at, x.recorded_at, x.agency_id
		for update
	loop
		exit when v_count >= p_limit;
		v_heir := pakn.agency_heir(p_tenant, s.successor_id);
		if s.begun_at is null then
			perform pakn.agency_succession_begin(s, v_heir);
		end if;
		v_step := pakn.agency_succession_move(s, v_heir, p_limit - v_count);
		if v_step < p_limit - v_count and s.done_at is null then
			update pakn.agency_succession x set done_at = now() where x.tenant_id = p_tenant and x.agency_id = s.agency_id;
		end if;
		v_count := v_count + v_step;
	end loop;
	return v_count;
end $$;
