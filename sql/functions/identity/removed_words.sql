-- removed_words: what stands where words were removed for good.
create or replace function pakn.removed_words()
returns text
language sql immutable
as $$
	select '[đã xóa]'
$$;
