-- event_erasure: what an event erased, who had asked for it and on what ground, in the words that are part of its link in
-- the chain; null where it erased nothing, or did so before that was recorded.
create or replace function pakn.event_erasure(e pakn.report_event)
returns text
language plpgsql stable
as $$
begin
	if e.type not in ('redacted', 'contact_erased') then
		return null;
	end if;
	return (select concat_ws(' ', 'erased', array_to_string(x.erased, ','), x.asked_by, x.ground)
		from pakn.erasure x where x.tenant_id = e.tenant_id and x.event_id = e.event_id);
end $$;
