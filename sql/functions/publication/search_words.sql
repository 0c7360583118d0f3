-- search_words: the words of a text by which it is found, each once (search_split).
create or replace function pakn.search_words(p_text text)
returns text[]
language sql immutable parallel safe
as $$
	select coalesce(array_agg(distinct w), '{}') from unnest(pakn.search_split(p_text)) w
$$;
