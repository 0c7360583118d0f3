-- words_without: a text without any mention of a person.
create or replace function pakn.words_without(p_text text, p_mentions text[])
returns text
language plpgsql immutable
as $$
declare
	v_text text := p_text;
	v_pattern text;
begin
	foreach v_pattern in array (select coalesce(array_agg(p), '{}') from unnest(p_mentions) m, pakn.mention_pattern(m) p
		where p is not null) loop
		v_text := regexp_replace(v_text, v_pattern, pakn.removed_words(), 'gi');
	end loop;
	return v_text;
end $$;
