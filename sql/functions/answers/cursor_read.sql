-- cursor_read: takes a cursor of cursor_write apart; null is the start.
-- Raises: PK422 where it is none of ours
create or replace function pakn.cursor_read(p_cursor text, out due_at timestamptz, out report_id uuid)
language plpgsql stable
as $$
declare
	v_text text;
begin
	due_at := '-infinity';
	report_id := '00000000-0000-0000-0000-000000000000';
	-- Most ask for the first page: they need no subtransaction, which a block with exceptions is.
	if p_cursor is null then
		return;
	end if;
	v_text := pakn.cursor_decode(p_cursor);
	begin
		due_at := to_timestamp(split_part(v_text, ' ', 1)::numeric);
		report_id := split_part(v_text, ' ', 2)::uuid;
	exception when data_exception then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?cursor', 'bad_format'));
	end;
end $$;
