-- publication_words: what became public or is so no longer, as history tells it.
create or replace function pakn.publication_words(p_action text, p_text boolean, p_answer boolean)
returns text
language sql immutable
as $$
	select case p_action when 'publish' then 'Công khai ' else 'Gỡ ' end
		|| concat_ws(', ', case when p_text then 'nội dung' end, case when p_answer then 'trả lời' end)
$$;
