-- notice_fill: a template with values in the place of {names}, each read once, so that a value is never a template.  A
-- line of which some name has no value is left out.
create or replace function pakn.notice_fill(p_template text, p_values jsonb)
returns text
language sql immutable
as $$
	select trim(E'\n' from regexp_replace(string_agg(filled.line, E'\n' order by l.place), E'\n{3,}', E'\n\n', 'g'))
	from regexp_split_to_table(p_template, E'\r?\n') with ordinality l (line, place)
		cross join lateral (
			select string_agg(piece || coalesce(p_values->>name, ''), '' order by at) as line,
				bool_or(name is not null and coalesce(p_values->>name, '') = '') as lacks
			from (select row_number() over () as at, piece from regexp_split_to_table(l.line, '\{[a-z_]+\}') piece) p
				left join (select row_number() over () as at, m[1] as name from regexp_matches(l.line, '\{([a-z_]+)\}', 'g') m) n using (at)
		) filled
	where not filled.lacks
$$;
