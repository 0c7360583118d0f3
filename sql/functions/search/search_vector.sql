-- search_vector: the words of a report with their places, for searches that rank: of its description most, then of its address,
-- then of its answer.  Words have neither quotes nor signs (search_split), so that they need no escapes.
create or replace function pakn.search_vector(p_description text, p_address text, p_answer text)
returns tsvector
language sql immutable parallel safe
as $$
	select coalesce(string_agg('''' || w || ''':' || least(place, 16383) || weight, ' '), '')::tsvector
	from (values (p_description, 'A'), (p_address, 'B'), (p_answer, 'C')) t (said, weight),
		unnest(pakn.search_split(t.said)) with ordinality s (w, place)
$$;
