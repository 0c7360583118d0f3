-- event_words_fit: whether the words that are kept of an event are those that its digest was made of,
-- or were removed in a way that the history tells: then there is no salt, and a tombstone.
create or replace function pakn.event_words_fit(e pakn.report_event)
returns boolean
language plpgsql stable
as $$
declare
	v_salt bytea;
	v_text text;
begin
	if e.type = 'received' then
		select r.text_salt, r.description into v_salt, v_text from pakn.report r
		where r.tenant_id = e.tenant_id and r.report_id = e.report_id;
	else
		select c.salt, c.text into v_salt, v_text from pakn.event_content c
		where c.tenant_id = e.tenant_id and c.event_id = e.event_id;
	end if;
	if v_salt is not null then
		return sha256(v_salt || convert_to(v_text, 'UTF8')) = coalesce(e.content_digest, '');
	end if;
	return (v_text is null and e.content_digest is null) or exists (select from pakn.report_event t
		where t.tenant_id = e.tenant_id and t.report_id = e.report_id and t.type in ('redacted', 'contact_erased'));
end $$;
