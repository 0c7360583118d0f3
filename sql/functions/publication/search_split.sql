-- search_split: the words of a text in their order, as they are compared: in small letters, without tone marks, d for đ, i for a y that
-- ends a syllable as i does (Lý, Lí; Quý, Quí), wherever a tone stands (hoà, hòa) and however it is composed.
create or replace function pakn.search_split(p_text text)
returns text[]
language sql immutable parallel safe
as $$
	select coalesce(array_agg(left(w, 64) order by place) filter (where w <> ''), '{}')
	from unnest(string_to_array(
		regexp_replace(
			regexp_replace(
				lower(translate(normalize(regexp_replace(normalize(p_text, NFD), '[\u0300-\u036f]', '', 'g')), 'Đđ', 'dd')),
				'[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'),
			'([bcdghklmnpqrstvx]|qu)y\M', '\1i', 'g'), ' ')) with ordinality t (w, place)
$$;
