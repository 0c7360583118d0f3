-- attribute_words: what an attribute takes, in both languages, for who gave something else; null: nothing to say.
create or replace function pakn.attribute_words(p_code text, p_kind text, p_choices jsonb)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('vi', format(w.vi, c.codes), 'en', format(w.en, c.codes))
	from (values
		('text', 'Phải là một chuỗi không trống, tối đa 1000 ký tự.', 'This must be a string of 1 to 1000 characters.'),
		('number', 'Phải là một số.', 'This must be a number.'),
		('boolean', 'Phải là true hoặc false.', 'This must be true or false.'),
		('date', 'Phải là một ngày có thật, viết như 2026-09-02.', 'This must be a day that exists, such as 2026-09-02.'),
		('choice', 'Phải là một trong các giá trị: %s.', 'This must be one of: %s.')
	) w (kind, vi, en),
		(select string_agg(x->>'code', ', ' order by n) as codes from jsonb_array_elements(p_choices) with ordinality e (x, n)) c
	where w.kind = p_kind and p_code in ('wrong_type', 'bad_choice')
$$;
