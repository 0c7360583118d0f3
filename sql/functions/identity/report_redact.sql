-- report_redact: removes every mention of a person from the words of a report and of its events.
-- Writes: report, event_content
create or replace function pakn.report_redact(p_tenant int, p_report_id uuid, p_mentions text[])
returns void
language plpgsql
as $$
begin
	if coalesce(cardinality(p_mentions), 0) = 0 then
		return;
	end if;
	update pakn.report r set description = pakn.words_without(r.description, p_mentions), text_salt = null
	where r.tenant_id = p_tenant and r.report_id = p_report_id
		and r.description <> pakn.words_without(r.description, p_mentions);
	update pakn.report r set address = pakn.words_without(r.address, p_mentions),
		attributes = coalesce(pakn.answers_without(r.attributes, p_mentions), r.attributes)
	where r.tenant_id = p_tenant and r.report_id = p_report_id;
	perform pakn.event_redact(p_tenant, p_report_id, c.event_id, pakn.words_without(c.text, p_mentions))
	from pakn.report_event e
		join pakn.event_content c on c.tenant_id = e.tenant_id and c.event_id = e.event_id
	where e.tenant_id = p_tenant and e.report_id = p_report_id and c.text <> pakn.words_without(c.text, p_mentions);
end $$;
