-- work_holders: the agencies that have something to do on a report, each once: the lead while it is open (the desk,
-- while a released answer waits for its review), whom the lead is offered, and who coordinates and has neither given its part
-- nor been spared it; and until when.
create or replace function pakn.work_holders(r pakn.report)
returns table (agency_id int, part text, due_at timestamptz)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	if r.closed_at is not null then
		return;
	elsif r.released_at is not null then
		return query select t.desk_id, 'lead', r.due_at from pakn.tenant t where t.tenant_id = r.tenant_id;
		return;
	end if;
	return query
	select distinct on (h.agency_id) h.agency_id, h.part, h.due_at
	from (
		values (1, r.agency_id, 'lead', r.due_at), (2, r.offered_to, 'offer', r.due_at)
		union all
		select 3, c.agency_id, 'coordinate', pakn.part_due_of(r, c.at) from pakn.report_agency c
		where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.done_at is null and c.waived_at is null)
		h (place, agency_id, part, due_at)
	where h.agency_id is not null
	order by h.agency_id, h.place;
end $$;
