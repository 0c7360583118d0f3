-- mask_fold: a text as the masker's rules read it, sign for sign of the same length: without tone marks, with plain spaces,
-- hyphens and digits, whichever were written.  Small letters and large ones stay: the rules mind neither.
create or replace function pakn.mask_fold(p_text text)
returns text
language sql immutable parallel safe
as $$
	select translate(p_text,
		'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ'
			|| '０１２３４５６７８９＠．' || E'\u00a0\u2002\u2003\u2007\u2009\u200b\u200c\u200d\u202f\u2060\ufeff\t' || E'\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\u00b7\u2022',
		'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydaaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd'
			|| '0123456789@.' || '            ' || '-------..')
$$;
