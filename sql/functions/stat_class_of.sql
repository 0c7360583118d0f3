-- stat_class_of: the class in which a report counts (stat_class; domain.md 4) at an instant.
-- Refused means decided before acceptance and before due; decided so later, it stays accepted and
-- counts as handled, never as on time.
create or replace function pakn.stat_class_of(r pakn.report, p_at timestamptz)
returns smallint
language sql stable
as $$
	select (case
		when r.status in ('rejected', 'duplicate', 'withdrawn', 'no_reply', 'transferred_out') then
			case when r.accepted_at is not null or coalesce(r.closed_at, p_at) >= r.due_at then 10
				else (select s.stat_class from pakn.stat_class s where s.name = r.status) end
		when r.released_at is not null then
			case when r.released_at <= r.due_at and not r.late_round then 3 else 4 end
		when r.due_at <= p_at then 2
		else 1
	end)::smallint
$$;
