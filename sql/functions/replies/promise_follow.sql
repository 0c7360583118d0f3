-- promise_follow: keeps what a report's answer promised with what is watched: while it stands, with whoever answered; whoever
-- promised is reminded once the day has passed.
-- Writes: promise
create or replace function pakn.promise_follow(n pakn.report)
returns void
language plpgsql
as $$
begin
	if n.planned_on is null or n.status not in ('resolved', 'archived') then
		delete from pakn.promise p where p.tenant_id = n.tenant_id and p.report_id = n.report_id;
		return;
	end if;
	insert into pakn.promise as p values (n.tenant_id, n.report_id, n.agency_id, n.planned_on, n.planned_on + 1)
	on conflict (tenant_id, report_id) do update set agency_id = excluded.agency_id, planned_on = excluded.planned_on,
		remind_on = case when p.planned_on = excluded.planned_on then p.remind_on else excluded.remind_on end;
end $$;
