-- flag_words: what became of a thing of a report, as history tells it.
create or replace function pakn.flag_words(r pakn.report, p_item text, p_verb text)
returns text
language sql stable
as $$
	select p_verb || ' ' || case p_item when 'text' then 'nội dung' when 'answer' then 'trả lời'
		else (select 'tệp số ' || pakn.attachment_number(a) from pakn.attachment a
			where a.tenant_id = r.tenant_id and a.attachment_id = p_item::uuid) end
$$;
