-- open_words: why some figures are not shown to everybody.
create or replace function pakn.open_words(p_lang text, p_small int, p_rates int)
returns text
language sql immutable
as $$
	select format(case p_lang when 'en'
		then '<%1$s stands for fewer than %1$s; ≥%1$s for a count that is withheld so that a small one cannot be computed; — for a rate of fewer than %2$s cases, or that would tell a withheld count. Rows that would tell one are left out.'
		else '<%1$s là ít hơn %1$s; ≥%1$s là số không công bố để không tính ra được số nhỏ; — là tỷ lệ của dưới %2$s trường hợp, hoặc làm lộ số không công bố. Dòng làm lộ số nhỏ thì không công bố.' end, p_small, p_rates)
$$;
