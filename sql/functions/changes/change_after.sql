-- change_after: the number that a cursor of the feed stands for; 0 is the beginning, null the end.
-- Raises: PK410 cursor_gone: it is of no history that is here | PK422 it is no cursor
create or replace function pakn.change_after(p_tenant int, p_cursor text)
returns bigint
language plpgsql stable
as $$
declare
	v_seq bigint;
begin
	if p_cursor is null then
		return (select coalesce(max(h.seq), 0) from pakn.event_head h where h.tenant_id = p_tenant);
	elsif p_cursor !~ '^(0|[1-9][0-9]{0,17}-[0-9a-f]{12})$' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?after', 'bad_format'));
	end if;
	v_seq := split_part(p_cursor, '-', 1);
	if v_seq > 0 and p_cursor is distinct from (select pakn.change_cursor(s.seq, s.hash) from pakn.event_seal s
		where s.tenant_id = p_tenant and s.seq = v_seq)
	then
		perform pakn.refuse(410, 'cursor_gone');
	end if;
	return v_seq;
end $$;
