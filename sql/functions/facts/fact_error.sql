-- fact_error: an element of a problem's errors: the field, the code of the rule, and its words as sentences.
create or replace function pakn.fact_error(p_field text, p_code text, p_words jsonb)
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('pointer', '/' || p_field, 'code', p_code, 'detail',
		jsonb_object_agg(w.key, upper(left(w.value, 1)) || substr(w.value, 2) || '.'))
	from jsonb_each_text(p_words) w
$$;
