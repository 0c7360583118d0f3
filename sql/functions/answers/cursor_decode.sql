-- cursor_decode: what cursor_encode was given; null for null.
-- Raises: PK422 where it is none of ours
create or replace function pakn.cursor_decode(p_cursor text)
returns text
language plpgsql immutable
as $$
begin
	return convert_from(decode(rpad(translate(p_cursor, '-_', '+/'),
		(length(p_cursor) + 3) / 4 * 4, '='), 'base64'), 'UTF8');
exception when others then
	perform pakn.refuse(422, 'invalid', pakn.field_error('?cursor', 'bad_format'));
end $$;
