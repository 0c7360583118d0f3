-- case_link_settle: notes in the history that a hand-over by message has reached its address, or never will.
-- Writes: case_link, and as event_add
create or replace function pakn.case_link_settle(p_tenant int, p_outbox_id uuid, p_sent boolean)
returns void
language plpgsql
as $$
declare
	o pakn.outbox;
	r pakn.report;
	w pakn.subscription;
begin
	select * into o from pakn.outbox x where x.tenant_id = p_tenant and x.outbox_id = p_outbox_id;
	select * into w from pakn.subscription x where x.tenant_id = p_tenant and x.subscription_id = o.subscription_id;
	select * into r from pakn.report x where x.tenant_id = p_tenant and x.report_id = o.report_id for update;
	update pakn.case_link l set delivered_at = now()
	where l.tenant_id = p_tenant and l.report_id = o.report_id and l.outbox_id = p_outbox_id and p_sent;
	perform pakn.event_add(r, pakn.uuid_at(clock_timestamp(), 0), case when p_sent then 'deliver-hand-off' else 'lose-hand-off' end,
		case when p_sent then format('Liên kết đã gửi đến %s.', w.name)
		else format('Không gửi được liên kết đến %s (%s).', w.name, coalesce(o.error, '?')) end);
end $$;
