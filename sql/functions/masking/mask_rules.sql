-- mask_rules: what the masker looks for in a text (mask_fold), one rule after the other; the first group of a pattern is what
-- is masked, or, of a rule without a kind, what is nobody's and no later rule may take: amounts, dates, laws, places.
-- Rules with words around the number come before those that know it by its form alone.
-- Numbers: mobile and fixed-line numbers are 10 and 11 digits with the 0, mobile ones of before 2018 11 (01...); 1800 and 1900 are
-- services.  CCCD: 12 digits, province 001 to 096 first (Nghị định 137/2015/NĐ-CP, art. 13); CMND: 9.  Plates: a province's
-- code, a series, four or five digits (Thông tư 79/2024/TT-BCA).
-- Fewer than the 32 patterns that PostgreSQL keeps compiled for a session: with more, each text would compile them all.
create or replace function pakn.mask_rules()
returns table (place int, kind text, pattern text)
language plpgsql immutable parallel safe
as $$
declare
	v_short text[];                                  -- what a sign of the patterns stands for, in this order
begin
	for place, kind, pattern in values
		(1, 'email', '([a-z0-9][a-z0-9._%+-]* ?(?:@|\(at\)|\[at\]|\(a\)) ?[a-z0-9-]+(?:\.[a-z0-9-]+)+)'),
		(2, 'identity', '«(?:cccd|cmnd|cmtnd|cmt|cmsq|can cuoc|chung minh|dinh danh|giay to)»[^0-9]{0,40}(#(?:(?:~#){8}|(?:~#){11}))›'),
		(3, 'identity', '«(?:ho chieu|passport|bhxh|bhyt|bao hiem)»[^0-9]{0,30}«([a-z]#{7,8}|(?:[a-z]{2})?#{10,13})›'),
		(4, null, '‹(#{1,6}/(?:#{4}/)?[a-z]{1,6}[0-9]*(?:-[a-z0-9]+)+|(?:#{1,2}[/.-]#{1,2}[/.-](?:19|20)##|(?:19|20)##-##-##|(?:19|20)## ?- ?(?:19|20)##)(?!#|[.-]#))'),
		(5, null, '(?<![0-9.,]|84[ .)-])((?:[1-9]#{0,2}(?:[ .,]#{3})+|[1-9]#{2,11}) ?(?:dong|vnd|d|trieu|nghin|ty|usd|kwh|m2|m3|km|kg)(?![a-z0-9]|/c))'),
		(6, null, '«(?:mst|ma so thue|ma so doanh nghiep|ma so dn)»[^0-9]{0,10}(#{10}(?:-?#{3})?)›'),
		(7, 'account', '«(?:stk|so tk|tai khoan|tk|so the|{bank})»(?:[.:] ?(?=#))?`{0,30}(?:‹|(?<=tk))({account})(?![0-9a-z])'),
		(8, 'account', '‹({account})[ (,-]{0,3}(?:tai )?{bank}»'),
		(9, null, '(?<![0-9.])(1[89]00(?:~#){4,6}|[1-9]#{0,2}\.#{4,8})›'),
		(10, null, '(?:«toa do|[xy] ?=)[^0-9]{0,10}(#+(?:[.,]#+)?(?: +#{6,}(?:\.#+)?)?)'),
		(11, null, '«(?:ho so|ma phan anh|phan anh so|khach hang|cong to|dong ho nuoc|seri|so hieu)(?: so)?[: ]{0,3}((?:[a-z]{1,4}|(?!0[1-9]))#[a-z0-9.-]*)'),
		(12, null, '«(?:can ho|can|phong|lop|lo|block|toa|tang|so nha|nha|doi|khu)(?: so)? (#{1,3}[a-z]#?(?: ?- ?|[. ])?#{2,4})(?!#|\.#)'),
		(13, 'plate', '‹({province}[ .-]{0,3}(?:md#|(?!(?:kg|km|cm|mm|kv|ha|ho|la|va|so|ty|tr|to|m2|m3) )[a-z][a-z0-9]?)[ ./-]{0,4}(?:###[. ]?##|##[. ]###))(?!#|[.,]#)'),
		(14, 'plate', '‹({province}(?: ?-? ?(?:md#|(?!m[23] )[a-z]#)[ ./-]{0,4}|[a-z] ?[.-] ?)####|##-(?:###-)?(?:ng|nn|qt)-(?:###-)?##)›'),
		(15, 'plate', '«(?:xe|bien|bks|bsx|o ?to|taxi|mo ?to|dau keo|container|ban tai)»[^0-9]{0,30}‹({province}[ .-]{0,3}(?:md#|[a-z][a-z0-9]?)[ ./-]{0,4}(?:#{4,5}|###[. ]##)|[a-z]{2}[ -]{1,2}##[ .-]##)›'),
		(16, 'plate', '«(?:bien so|bien kiem soat|bks|bsx)(?: xe)?[ :.]{0,3}(###[. ]?##|####)›'),
		(17, 'phone', '(?:‹|(?<=sdt|dt|so|zalo|tel|goi))([(]?(?:(?:(?:[+]|00) ?)?84¦(?:0¦)?|[0o]¦)(?:[35789](?:¦[0-9o]){8}|1¦[2689](?:¦[0-9o]){8}|2(?:¦#){9}))›'),
		(18, 'phone', '«((?:khong|le|linh)(?:[ ,.-]{1,2}(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)){9,10})»'),
		(19, 'phone', '«(?:sdt|dt|dien thoai|phone|tel|zalo|viber|hotline|so may|goi|lien he|alo)»(?:[.:]{1,2} ?(?=#))?`{0,20}‹(#(?:~#){6,11})(?![0-9a-z])'),
		(20, 'identity', '‹(0~(?:0~[1-9]|[1-8]~#|9~[0-6])(?:~#){9}(?!#)|[0-3]#(?:#{7}|#[ .]###[ .]###|[ .]###[ .]####)(?<!000)(?!#|[.,]#))')
	loop
		foreach v_short slice 1 in array array[
			['{bank}', '(?:vietcombank|vcb|agribank|bidv|techcombank|tcb|mb ?bank|acb|vietinbank|sacombank|tp ?bank|vp ?bank|hd ?bank|shb|vib|lp ?bank|msb|ocb|scb|seabank|eximbank|ngan hang)'],
			['{account}', '(?:#{6,19}|#{3,5}(?:(?: #{1,5}){1,6}|(?:[.]#{1,5}){1,6}|(?:-#{1,5}){1,6}))'],
			['{province}', '(?:1[124-9]|[23]#|4[0137-9]|[5-7]#|8[0-689]|9[02-57-9])'],
			['«', '(?<![a-z])'], ['»', '(?![a-z])'],                -- a word begins, and ends
			['‹', '(?<![0-9a-z])'], ['›', '(?![0-9])'],             -- a number does
			['¦', '[] ./(),_[-]{0,3}'],                             -- what may stand between two digits of a telephone number
			['~', '[ .()-]{0,3}'],                                  -- and of others
			['`', '[^0-9.!?;\n\u001f]'],                            -- the rest of a sentence, up to the number
			['#', '[0-9]']]
		loop
			pattern := replace(pattern, v_short[1], v_short[2]);
		end loop;
		return next;
	end loop;
end $$;
