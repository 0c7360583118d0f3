-- words_standing: of some words those that a report still has, in what of it is ever public.
create or replace function pakn.words_standing(p_words text[], r pakn.report)
returns text[]
language sql immutable
as $$
	select coalesce(array_agg(w order by place), '{}')
	from unnest(p_words) with ordinality x (w, place)
	where strpos(normalize(concat_ws(E'\n', r.description, r.address, r.answer)), w) > 0
$$;
