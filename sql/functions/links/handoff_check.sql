-- handoff_check: raises where there is no address to which a hand-over by message could go.
-- Raises: PK409 no_handoff_address
create or replace function pakn.handoff_check(r pakn.report)
returns void
language plpgsql stable
as $$
begin
	if not exists (select from pakn.subscription w where w.tenant_id = r.tenant_id and w.agency_id = r.agency_id
			and w.ended_at is null and 'handoff' = any (w.events)) then
		perform pakn.refuse(409, 'no_handoff_address');
	end if;
end $$;
