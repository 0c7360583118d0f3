-- mask_spans: what of a text in normal form C is masked: what the rules find, without what somebody let stand (p_unmasks; such
-- a span is here as not masked), and what somebody masked by hand (p_masks), wherever it stands.
create or replace function pakn.mask_spans(p_text text, p_masks text[], p_unmasks text[])
returns table (kind text, at int, len int, masked boolean)
language plpgsql immutable parallel safe
as $$
declare
	v_words text;
	v_from int;
begin
	return query
		select f.kind, f.at, f.len, substr(p_text, f.at, f.len) <> all (coalesce(p_unmasks, '{}')) from pakn.mask_find(p_text) f;
	foreach v_words in array coalesce(p_masks, '{}') loop
		v_from := 1;
		while strpos(substr(p_text, v_from), v_words) > 0 loop
			kind := 'hand';
			at := v_from - 1 + strpos(substr(p_text, v_from), v_words);
			len := length(v_words);
			masked := true;
			v_from := at + len;
			return next;
		end loop;
	end loop;
end $$;
