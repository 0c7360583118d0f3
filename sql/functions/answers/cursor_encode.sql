-- cursor_encode: a text as an opaque cursor, in base64url.
create or replace function pakn.cursor_encode(p_text text)
returns text
language sql immutable
as $$
	select translate(encode(convert_to(p_text, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;
