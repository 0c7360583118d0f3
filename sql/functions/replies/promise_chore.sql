-- promise_chore: reminds whoever promised something for a day that has passed, and again every week, until it is done or
-- another day is named: an event in the history, which leaves the report as it is, and which notices follow.
-- Answers how many were reminded.
-- Writes: promise, and as event_add
create or replace function pakn.promise_chore(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	r report;
	v_tenant int;
	v_count int := 0;
begin
	-- A province that became part of another writes nothing any more.
	for v_tenant in select t.tenant_id from tenant t
		where not exists (select from tenant_merge m where m.tenant_id = t.tenant_id) order by 1
	loop
		for r in select x.* from report x
			where x.tenant_id = v_tenant and x.report_id = any (array(
				select p.report_id from promise p
				where p.tenant_id = v_tenant and p.remind_on <= current_date
				order by p.remind_on, p.report_id
				limit p_limit))
			order by x.report_id
			for update
		loop
			update promise p set remind_on = current_date + 7
			where p.tenant_id = v_tenant and p.report_id = r.report_id and p.remind_on <= current_date;
			continue when not found;
			perform event_add(r, uuid_at(clock_timestamp(), 0), 'remind-plan',
				format('Đã quá ngày hẹn %s.', to_char(r.planned_on, 'DD/MM/YYYY')));
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
