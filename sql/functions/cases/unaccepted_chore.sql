-- unaccepted_chore: gives back to the desk what no agency has accepted for longer than a province lets them (accept_minutes, of
-- its office hours).  One instant decides for all of a province: what was given before it has waited too long, whatever
-- has become of calendar and setting since.  What somebody has in hand is left for the next run.
-- Answers for how many.
-- Writes: as report_move
create or replace function pakn.unaccepted_chore(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	t tenant;
	v_before timestamptz;
	v_count int := 0;
	v_moved int;
begin
	for t in select * from tenant x where x.accept_minutes is not null and x.desk_id is not null order by x.tenant_id loop
		v_before := working_before(t.tenant_id, t.office_calendar_id, now(), t.accept_minutes);
		select count(late_moved) into v_moved
		from (
			select r
			from work_item w
				join report r on r.tenant_id = t.tenant_id and r.report_id = w.report_id
			where w.tenant_id = t.tenant_id and w.part = 'lead' and w.status = 'assigned' and w.given_at <= v_before
				and r.status = 'assigned' and r.agency_id = w.agency_id and r.agency_id <> t.desk_id
			order by w.report_id
			limit p_limit
			for update of w, r skip locked) late,
			lateral report_move(late.r, uuid_at(clock_timestamp(), 0), 'lapse', 'received', 'system', null, null,
				'Chưa được nhận xử lý trong thời hạn.', null) late_moved;
		v_count := v_count + v_moved;
	end loop;
	return v_count;
end $$;
