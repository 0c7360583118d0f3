-- agency_succession_move: gives up to p_limit open cases of an agency to its heir: status, deadline and claims stay,
-- each has an event, and its figures go along.  Cases whose released answer the desk reviews go too; what the
-- agency coordinates changes hands without an event of the case.  Answers how many cases were looked at.
-- Writes: agency_succession, report, work_item, assignment, report_agency, and as report_move
create or replace function pakn.agency_succession_move(s pakn.agency_succession, p_heir_id int, p_limit int)
returns int
language plpgsql
as $$
declare
	r pakn.report;
	v_words text := (select format('%s kế thừa %s từ ngày %s.', n.name, o.name, to_char(s.at, 'DD/MM/YYYY'))
		from pakn.agency o join pakn.agency n on n.tenant_id = s.tenant_id and n.agency_id = p_heir_id
		where o.tenant_id = s.tenant_id and o.agency_id = s.agency_id);
	v_seen int := 0;
	v_moved int := 0;
begin
	-- The report's row first, as everywhere.
	for r in select x.* from pakn.report x
		where x.tenant_id = s.tenant_id and x.report_id in (
			select w.report_id from pakn.work_item w where w.tenant_id = s.tenant_id and w.agency_id = s.agency_id
			union all
			select w.report_id
			from pakn.work_item w join pakn.report a on a.tenant_id = s.tenant_id and a.report_id = w.report_id
			where s.done_at is null and w.tenant_id = s.tenant_id and w.part = 'lead' and w.status = 'answered'
				and w.agency_id <> s.agency_id and a.agency_id = s.agency_id
			limit p_limit)
		order by x.report_id
		for update
	loop
		v_seen := v_seen + 1;
		-- Who leads does not coordinate beside it, and nobody does so twice.
		delete from pakn.work_item w using pakn.work_item o
		where w.tenant_id = s.tenant_id and w.report_id = r.report_id and w.agency_id in (s.agency_id, p_heir_id)
			and w.part <> 'lead' and o.tenant_id = s.tenant_id and o.report_id = r.report_id
			and o.agency_id in (s.agency_id, p_heir_id) and o.agency_id <> w.agency_id
			and (o.part = 'lead' or o.agency_id = p_heir_id);
		delete from pakn.report_agency g
		where g.tenant_id = s.tenant_id and g.report_id = r.report_id and r.agency_id = s.agency_id and g.agency_id = p_heir_id;
		update pakn.assignment a set agency_id = p_heir_id
		where a.tenant_id = s.tenant_id and a.report_id = r.report_id and a.agency_id = s.agency_id;
		update pakn.work_item w set agency_id = p_heir_id
		where w.tenant_id = s.tenant_id and w.report_id = r.report_id and w.agency_id = s.agency_id;
		if r.offered_to = s.agency_id then
			-- Its heir is asked in its place, but of what it has.
			r.offered_to := nullif(p_heir_id, r.agency_id);
			update pakn.report x set offered_to = r.offered_to
			where x.tenant_id = s.tenant_id and x.report_id = r.report_id;
			perform pakn.work_item_follow(r);
		end if;
		if r.agency_id = s.agency_id and r.closed_at is null then
			perform pakn.report_move(r, pakn.uuid_at(clock_timestamp(), 0), 'succeed', r.status, 'system', null, p_heir_id, v_words, null);
			v_moved := v_moved + 1;
		end if;
	end loop;
	if v_moved > 0 then
		update pakn.agency_succession x set moved = x.moved + v_moved
		where x.tenant_id = s.tenant_id and x.agency_id = s.agency_id;
	end if;
	return v_seen;
end $$;
