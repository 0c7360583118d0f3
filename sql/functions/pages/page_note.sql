-- page_note: what the last press of a button came to, to be read out; nothing where there was none.
create or replace function pakn.page_note(p_done boolean, p_text text)
returns text
language sql immutable
as $$
	select coalesce(format('<p role="%s" class="%s">%s</p>', case when p_done then 'status' else 'alert' end,
		case when p_done then 'done' else 'failed' end, pakn.html(p_text)), '')
$$;
