-- stats_definitions: the version of the definitions (stats_figures); a change that could change a figure makes a new one.
create or replace function pakn.stats_definitions()
returns text
language sql immutable
as $$
	select '3'
$$;
