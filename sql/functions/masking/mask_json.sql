-- mask_json: one part of a report for who releases it: its words, what of them is masked (at: signs before it), and what
-- the public would read.  Null where the part has no words.
create or replace function pakn.mask_json(p_text text, p_release text, p_masks text[], p_unmasks text[])
returns json
language sql immutable
as $$
	select case when p_text is not null then json_build_object('release', p_release, 'words', normalize(p_text),
		'public', pakn.mask_text(p_text, p_masks, p_unmasks),
		'masks', (select coalesce(json_agg(json_build_object('kind', s.kind, 'at', s.at - 1, 'length', s.len,
				'words', substr(normalize(p_text), s.at, s.len), 'masked', s.masked) order by s.at, s.len), '[]')
			from pakn.mask_spans(normalize(p_text), p_masks, p_unmasks) s)) end
$$;
