-- answers_without: the further answers of a report without any mention of a person; what is nested and
-- mentions them goes as a whole.
create or replace function pakn.answers_without(p_attributes jsonb, p_mentions text[])
returns jsonb
language sql immutable
as $$
	select jsonb_object_agg(pakn.words_without(a.key, p_mentions), case
		when jsonb_typeof(a.value) = 'string' then to_jsonb(pakn.words_without(a.value #>> '{}', p_mentions))
		when pakn.words_without(a.value::text, p_mentions) <> a.value::text then to_jsonb(pakn.removed_words())
		else a.value end)
	from jsonb_each(p_attributes) a
$$;
