-- attachment_event: adds to the history what became of a file of a report: which one, and why.
-- Writes: as report_move
create or replace function pakn.attachment_event(r pakn.report, a pakn.attachment, p_event_id uuid, p_action text, p_staff_id int, p_reason text)
returns void
language plpgsql
as $$
begin
	perform pakn.report_move(r, p_event_id, p_action, r.status, 'staff', p_staff_id, null,
		concat_ws(': ', 'Tệp số ' || pakn.attachment_number(a), p_reason), null);
end $$;
