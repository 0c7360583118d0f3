-- page_bar: a rate as a bar, for the eyes alone: the number stands beside it.
create or replace function pakn.page_bar(p_rate numeric)
returns text
language sql immutable
as $$
	select case when p_rate is not null then format('<svg class="bar" aria-hidden="true" width="100" height="8"><rect class="all" width="100" height="8"/><rect width="%s" height="8"/></svg>',
		round(least(p_rate, 100))) else '' end
$$;
