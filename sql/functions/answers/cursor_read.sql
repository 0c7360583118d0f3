-- cursor_read: takes a cursor of cursor_write apart; null is the start.
-- Raises: PK422 where it is none of ours
create or replace function pakn.cursor_read(p_cursor text, out due_at timestamptz, out report_id uuid)
language plpgsql stable
as $$
declare
	v_text text := pakn.cursor_decode(p_cursor);
begin
	due_at := coalesce(to_timestamp(split_part(v_text, ' ', 1)::numeric), '-infinity');
	report_id := coalesce(split_part(v_text, ' ', 2), '00000000-0000-0000-0000-000000000000')::uuid;
exception when data_exception then
	perform pakn.refuse(422, 'invalid', pakn.field_error('?cursor', 'bad_format'));
end $$;
