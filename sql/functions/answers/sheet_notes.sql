-- sheet_notes: the lines of a sheet of words about the tables before it: what each figure is made of, what was asked for, when.
-- p_notes: an object, name by name in its order.
create or replace function pakn.sheet_notes(p_lang text, p_notes json)
returns text
language sql stable
as $$
	select jsonb_build_object('name', n.name, 'title', n.name, 'notes', true, 'columns', jsonb_build_array(
			jsonb_build_object('key', 'what', 'kind', 'text', 'width', '28', 'title', case p_lang when 'en' then 'What' else 'Mục' end),
			jsonb_build_object('key', 'words', 'kind', 'text', 'width', '110', 'title', case p_lang when 'en' then 'In words' else 'Diễn giải' end)))::text
		|| E'\n' || (select coalesce(string_agg(json_build_array(e.key, e.value)::text || E'\n', '' order by e.place), '')
			from json_each_text(p_notes) with ordinality e (key, value, place) where e.value is not null)
	from (values (case p_lang when 'en' then 'Notes' else 'Ghi chú' end)) n (name)
$$;
