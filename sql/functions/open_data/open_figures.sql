-- open_figures: the figures that everybody may read, as stats_figures has them.  needs: what tells the figure, if it is known:
-- where one of those is withheld, this is, too.
create or replace function pakn.open_figures()
returns table (place int, figure text, kind text, title_vi text, title_en text, formula_vi text, formula_en text, needs text[])
language sql immutable
as $$
	select f.place, f.figure, f.kind, f.title_vi, f.title_en, f.formula_vi, f.formula_en, n.needs
	from (values ('received', '{received}'::text[]), ('refused', '{refused}'), ('accepted', '{accepted}'), ('handled', '{handled}'),
			('on_time', '{on_time}'), ('late', '{late}'), ('in_progress', '{in_progress}'), ('overdue', '{overdue}'),
			('overdue_open', '{overdue_open}'), ('unsatisfied', '{unsatisfied}'), ('rated', '{rated}'), ('reopened', '{reopened}'),
			('rate_handled', '{accepted,handled}'), ('rate_on_time', '{accepted,on_time}'), ('rate_overdue', '{accepted,overdue}'),
			('rate_satisfied', '{accepted,unsatisfied}'), ('median_hours', '{handled}'), ('p90_hours', '{handled}')) n (figure, needs)
		join pakn.stats_figures() f on f.figure = n.figure
$$;
