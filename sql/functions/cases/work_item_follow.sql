-- work_item_follow: keeps the work items where the work is (work_holders), one of them the lead's.  The mark that
-- the desk shall look at what did not fit stays until somebody has decided: with another item, or another step, it goes.
-- p_event_type: what has just happened; how a report came back stays known where it is.
-- Whom an agency had given it to has it again (assignee_of).
-- The wait for acceptance begins when the agency gets the report, and again when it may go on.
-- Writes: work_item
create or replace function pakn.work_item_follow(r pakn.report, p_event_type text default null)
returns void
language plpgsql
as $$
declare
	v_contested boolean := pakn.is_contested(r);
begin
	delete from pakn.work_item w
	where w.tenant_id = r.tenant_id and w.report_id = r.report_id
		and not exists (select from pakn.work_holders(r) h where h.agency_id = w.agency_id and h.part = w.part);
	insert into pakn.work_item as w (tenant_id, report_id, agency_id, part, status, category_id, area_id, channel_id,
		urgency, received_at, due_at, stat_class, version, contested, came_back, assignee_id)
	select r.tenant_id, r.report_id, h.agency_id, h.part, r.status, r.category_id, r.area_id, r.channel_id,
		r.urgency, r.received_at, h.due_at, r.stat_class, r.version, v_contested and h.part = 'lead',
		case when h.part = 'lead' and p_event_type in ('returned', 'unaccepted', 'reopened') then p_event_type end,
		pakn.assignee_of(r.tenant_id, r.report_id, h.agency_id)
	from pakn.work_holders(r) h
	on conflict (tenant_id, report_id, agency_id) do update
	set status = r.status, version = r.version, stat_class = r.stat_class, category_id = r.category_id, due_at = excluded.due_at,
		contested = excluded.contested,
		needs_review = w.needs_review and r.status in ('received', 'info_requested'),
		given_at = case when w.status <> 'assigned' and r.status = 'assigned' then excluded.given_at else w.given_at end;
end $$;
