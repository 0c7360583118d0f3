-- stat_class_at: the class in which a report counts (stat_class; domain.md 4) that stands so at an instant.
-- Refused means decided before acceptance and before due; decided so later, it stays accepted and
-- counts as handled, never as on time.  What was answered counts by what came of it, where that is said.
create or replace function pakn.stat_class_at(p_status text, p_due_at timestamptz, p_accepted_at timestamptz,
	p_released_at timestamptz, p_late_round boolean, p_closed_at timestamptz, p_at timestamptz,
	p_outcome text default null)
returns smallint
language sql stable
as $$
	select (case
		when p_status in ('rejected', 'duplicate', 'withdrawn', 'no_reply', 'transferred_out') then
			case when p_accepted_at is not null or coalesce(p_closed_at, p_at) >= p_due_at then 10
				else (select s.stat_class from pakn.stat_class s where s.name = p_status) end
		when p_released_at is not null then (
			select coalesce(max(s.stat_class) filter (where s.outcome = p_outcome), max(s.stat_class) filter (where s.outcome is null))
			from pakn.stat_class s
			where s.measure = 'release' and s.unsatisfied = 0 and s.on_time = (p_released_at <= p_due_at and not p_late_round)::int)
		when p_due_at <= p_at then 2
		else 1
	end)::smallint
$$;
