-- publication_words: what became public or is so no longer, as history tells it, and by how many places it differs from what
-- the rules would mask; which places, the history does not tell.
create or replace function pakn.publication_words(p_action text, p_text boolean, p_answer boolean,
	p_masks text[] default null, p_unmasks text[] default null)
returns text
language sql immutable
as $$
	select case p_action when 'publish' then 'Công khai ' else 'Gỡ ' end
		|| concat_ws(', ', case when p_text then 'nội dung' end, case when p_answer then 'trả lời' end,
			'che thêm ' || nullif(cardinality(p_masks), 0) || ' chỗ', 'để lộ ' || nullif(cardinality(p_unmasks), 0) || ' chỗ')
$$;
