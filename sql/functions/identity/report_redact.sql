-- report_redact: removes every mention of a person from the words of a report and of its events.
-- Answers where there was one, as a register of erasures names it.
-- Writes: report, event_content
create or replace function pakn.report_redact(p_tenant int, p_report_id uuid, p_mentions text[])
returns text[]
language plpgsql
as $$
declare
	v_erased text[] := '{}';
	v_events uuid[];
begin
	if coalesce(cardinality(p_mentions), 0) = 0 then
		return v_erased;
	end if;
	update pakn.report r set description = pakn.words_without(r.description, p_mentions), text_salt = null
	where r.tenant_id = p_tenant and r.report_id = p_report_id
		and r.description <> pakn.words_without(r.description, p_mentions);
	v_erased := v_erased || case when found then array['description'] end;
	update pakn.report r set address = pakn.words_without(r.address, p_mentions)
	where r.tenant_id = p_tenant and r.report_id = p_report_id and r.address <> pakn.words_without(r.address, p_mentions);
	v_erased := v_erased || case when found then array['address'] end;
	update pakn.report r set attributes = pakn.answers_without(r.attributes, p_mentions)
	where r.tenant_id = p_tenant and r.report_id = p_report_id and r.attributes <> pakn.answers_without(r.attributes, p_mentions);
	v_erased := v_erased || case when found then array['attributes'] end;
	v_events := array(
		select c.event_id
		from pakn.report_event e
			join pakn.event_content c on c.tenant_id = e.tenant_id and c.event_id = e.event_id
		where e.tenant_id = p_tenant and e.report_id = p_report_id and c.text <> pakn.words_without(c.text, p_mentions)
		order by c.event_id);
	perform pakn.event_redact(p_tenant, p_report_id, c.event_id, pakn.words_without(c.text, p_mentions))
	from pakn.event_content c
	where c.tenant_id = p_tenant and c.event_id = any (v_events);
	return v_erased || array(select 'event:' || e from unnest(v_events) e);
end $$;
