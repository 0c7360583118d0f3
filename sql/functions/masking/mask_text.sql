-- mask_text: a text as the public reads it; null for null.
create or replace function pakn.mask_text(p_text text, p_masks text[], p_unmasks text[])
returns text
language plpgsql immutable parallel safe
as $$
declare
	v_text text := normalize(p_text);
	v_public text := '';
	v_next int := 1;                                 -- the first sign that is not written yet
	v_span record;
begin
	for v_span in select s.kind, s.at, s.at + s.len as behind from pakn.mask_spans(v_text, p_masks, p_unmasks) s
		where s.masked order by s.at, s.len desc
	loop
		-- Of two that overlap the first has the label, and all of both is masked.
		if v_span.at >= v_next then
			v_public := v_public || substr(v_text, v_next, v_span.at - v_next) || pakn.mask_label(v_span.kind);
		end if;
		v_next := greatest(v_next, v_span.behind);
	end loop;
	return v_public || substr(v_text, v_next);
end $$;
