-- reports_events: what happened to the reports of import_placed, told by their times, and how each stood after it.
-- no counts those of a report from 0; text are the words of the event.
create or replace function pakn.reports_events()
returns table (report_id uuid, no int, at timestamptz, type text, status text, text text,
	accepted_at timestamptz, released_at timestamptz, closed_at timestamptz)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
	select p.report_id, (row_number() over (partition by p.report_id order by m.place))::int - 1, m.at, m.type,
		m.status, m.text,
		case when m.place >= 2 then p.accepted_at end,
		case when m.place >= 3 and p.released_at <= m.at then p.released_at end,
		case when m.place = 5 then p.closed_at end
	from import_placed p, lateral (values
		(1, p.received_at, 'received', p.first_status, null),
		(2, p.given_accepted_at, 'accepted', 'in_progress', null),
		(3, p.answered_at, 'answered', 'answered', p.answer),
		-- Released by the head, and closed by the desk later.
		(4, case when p.released_at > p.answered_at and p.released_at < p.closed_at then p.released_at end,
			'approved', 'answered', null),
		(5, p.closed_at, case p.status when 'resolved' then 'approved' else p.status end, p.status, p.reason)
	) m (place, at, type, status, text)
	where m.at is not null;
end $$;
