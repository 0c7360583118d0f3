-- cursor_write: an opaque cursor over (instant, id).
create or replace function pakn.cursor_write(p_at timestamptz, p_id uuid)
returns text
language sql stable
as $$
	select pakn.cursor_encode(extract(epoch from p_at) || ' ' || p_id)
$$;
