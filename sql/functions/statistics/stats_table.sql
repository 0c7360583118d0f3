-- stats_table: the answer to a question: a row for each group, and one for the total, which is there even when nothing was
-- received.  codes and names: of what is grouped by, one or two; null in the total.  figures: {figure: value}, the figures
-- of stats_figures on the question's basis; null where there is nothing to divide by.
create or replace function pakn.stats_table(q pakn.stats_question)
returns table (is_total boolean, codes text[], names text[], figures jsonb)
language plpgsql stable
as $$
begin
	-- As the columns of a row: a value put together name by name takes twice as long.
	if q.basis = 'received' then
		return query
		select s.is_total, s.codes, s.names, to_jsonb(f)
		from pakn.stats_sums(q) s
			left join lateral pakn.histogram_hours(s.hours) h on true
			cross join lateral (select r.*, b.*, h.median as median_hours, h.p90 as p90_hours from pakn.stats_received(s.sums) r, pakn.stats_beside(s.sums) b) f;
	else
		return query
		select s.is_total, s.codes, s.names, to_jsonb(f)
		from pakn.stats_flow(q) s
			left join lateral pakn.histogram_hours(s.hours) h on true
			cross join lateral (select r.*, b.*, h.median as median_hours, h.p90 as p90_hours
				from pakn.stats_handled(s.sums, s.open, s.overdue) r, pakn.stats_beside(s.sums) b) f;
	end if;
end $$;
