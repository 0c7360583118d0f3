-- event_accepts: whether an agency has accepted a report by such an event, which leads to a status: it also does by answering, and by agreeing to
-- a transfer.  Written to be inlined.
create or replace function pakn.event_accepts(p_type text, p_to_status text)
returns boolean
language sql immutable
as $$
	select p_type in ('accepted', 'answered') or p_type = 'transferred' and p_to_status = 'in_progress'
$$;
