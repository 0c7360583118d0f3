-- stat_class_of: the class in which a report counts at an instant (stat_class_at); of one that its sender is not satisfied with,
-- or has had opened again, the one of that kind beside it, where there is one: what is late counts as that.  What is merged
-- counts as what it is merged into (duplicate_as).
create or replace function pakn.stat_class_of(r pakn.report, p_at timestamptz)
returns smallint
language plpgsql stable
as $$
declare
	v_class smallint;
begin
	if r.status = 'duplicate' then
		r := pakn.duplicate_as(r);
	end if;
	v_class := pakn.stat_class_at(r.status, r.due_at, r.accepted_at, r.released_at, r.late_round, r.closed_at, p_at, r.outcome);
	if r.reopened_at is null and not coalesce(r.score in (select l.score from pakn.rating_level l where l.unsatisfied), false) then
		return v_class;
	end if;
	return coalesce((select u.stat_class from pakn.stat_class u
		where u.stat_class = case v_class when 1 then 0 else v_class + 100 end and u.unsatisfied = 1), v_class);
end $$;
