-- page_frame: a whole page of a link around its content (page_around).
create or replace function pakn.page_frame(p_tenant int, p_title text, p_content text)
returns text
language plpgsql stable
as $$
begin
	return pakn.page_around(p_tenant, p_title, p_content, 'vi', false);
end $$;
