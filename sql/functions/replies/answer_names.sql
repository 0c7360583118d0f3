-- answer_names: the names that the words of an answer's template may have in braces (answer_values).
create or replace function pakn.answer_names()
returns text[]
language sql immutable
as $$
	select '{code,category,agency,area,address,received,due,today,outcome,planned,contributors,contributions,province,hotline}'::text[]
$$;
