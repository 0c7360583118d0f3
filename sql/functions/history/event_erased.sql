-- event_erased: whether the words of an event were erased on record: an erasure names them, or stands without saying
-- what it was of, since it is older than that is told.
create or replace function pakn.event_erased(e pakn.report_event)
returns boolean
language plpgsql stable
as $$
begin
	return exists (
		select from pakn.report_event t
			left join pakn.erasure x on x.tenant_id = t.tenant_id and x.event_id = t.event_id
		where t.tenant_id = e.tenant_id and t.report_id = e.report_id and t.type in ('redacted', 'contact_erased')
			and (x.event_id is null or 'event:' || e.event_id = any (x.erased)
				or (e.type = 'received' and 'description' = any (x.erased))));
end $$;
