-- search_cursor_read: takes a cursor of case_search apart; null is the start.
-- Raises: PK422 where it is none of ours, or of another order
create or replace function pakn.search_cursor_read(p_cursor text, p_sort text, out key numeric, out id uuid)
language plpgsql stable
as $$
declare
	v_text text := pakn.cursor_decode(p_cursor);
begin
	if split_part(v_text, ' ', 1) <> p_sort then
		raise exception using errcode = 'data_exception';
	end if;
	key := split_part(v_text, ' ', 2)::numeric;
	id := split_part(v_text, ' ', 3)::uuid;
exception when data_exception then
	perform pakn.refuse(422, 'invalid', pakn.field_error('?cursor', 'bad_format'));
end $$;
