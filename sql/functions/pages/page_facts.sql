-- page_facts: names and what they are, one after the other, without those of which nothing is known.
create or replace function pakn.page_facts(p_pairs text[])
returns text
language sql immutable
as $$
	select '<dl>' || string_agg(format('<dt>%s</dt><dd>%s</dd>', pakn.html(p_pairs[i]), pakn.html(p_pairs[i + 1])), '' order by i) || '</dl>'
	from generate_series(1, array_length(p_pairs, 1), 2) i
	where p_pairs[i + 1] <> ''
$$;
