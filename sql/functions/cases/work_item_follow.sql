-- work_item_follow: keeps the one lead work item where the work is: at the lead agency while it is
-- open, at the desk while a released answer waits for its review, nowhere when it is closed.  The mark that the
-- desk shall look at what did not fit stays until somebody has decided: with another item, or another step, it goes.
-- Writes: work_item
create or replace function pakn.work_item_follow(r pakn.report)
returns void
language plpgsql
as $$
declare
	v_holder int := case
		when r.closed_at is not null then null
		when r.released_at is not null then (select t.desk_id from pakn.tenant t where t.tenant_id = r.tenant_id)
		else r.agency_id end;
begin
	update pakn.work_item w
	set status = r.status, version = r.version, stat_class = r.stat_class, category_id = r.category_id, due_at = r.due_at,
		needs_review = w.needs_review and r.status in ('received', 'info_requested')
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.agency_id = v_holder
		and w.part = 'lead';
	if found then
		return;
	end if;
	delete from pakn.work_item w
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead';
	if v_holder is not null then
		insert into pakn.work_item (tenant_id, report_id, agency_id, status, category_id, area_id, channel_id,
			urgency, received_at, due_at, stat_class, version)
		values (r.tenant_id, r.report_id, v_holder, r.status, r.category_id, r.area_id, r.channel_id,
			r.urgency, r.received_at, r.due_at, r.stat_class, r.version);
	end if;
end $$;
