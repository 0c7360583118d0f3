-- cursor_write: an opaque cursor over (instant, id), in base64url.
create or replace function pakn.cursor_write(p_at timestamptz, p_id uuid)
returns text
language sql stable
as $$
	select translate(encode(convert_to(extract(epoch from p_at) || ' ' || p_id, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;
