-- stats_change_words: how a figure stands to what it was, in words: tăng 34 (2,83%) so với kỳ trước (1.200).  p_than: kỳ trước.
-- Where there was nothing to divide by, nothing is compared, which is said; null where there is nothing now.
create or replace function pakn.stats_change_words(p_kind text, p_value jsonb, p_was jsonb, p_than text, p_lang text)
returns text
language sql immutable
as $$
	select case
		when jsonb_typeof(p_value) is distinct from 'number' then null
		when jsonb_typeof(p_was) is distinct from 'number' then
			format(case p_lang when 'en' then 'not comparable with %s (%s)' else 'không so sánh được với %s (%s)' end, p_than, pakn.stats_number(p_kind, p_was, p_lang))
		when d.change = 0 then format(case p_lang when 'en' then 'unchanged from %s' else 'không đổi so với %s' end, p_than)
		else concat_ws(' ', case when d.change > 0 then case p_lang when 'en' then 'up' else 'tăng' end else case p_lang when 'en' then 'down' else 'giảm' end end,
			case p_kind when 'rate' then rtrim(pakn.stats_number('rate', to_jsonb(abs(d.change)), p_lang), '%') || case p_lang when 'en' then ' percentage points' else ' điểm phần trăm' end
				else pakn.stats_number(p_kind, to_jsonb(abs(d.change)), p_lang) end,
			case when p_kind <> 'rate' and p_was::numeric <> 0 then '(' || pakn.stats_number('rate', to_jsonb(abs(pakn.rate(d.change, p_was::numeric))), p_lang) || ')' end,
			case p_lang when 'en' then 'from ' else 'so với ' end || p_than, '(' || pakn.stats_number(p_kind, p_was, p_lang) || ')') end
	from (select case when jsonb_typeof(p_value) = 'number' and jsonb_typeof(p_was) = 'number' then p_value::numeric - p_was::numeric end as change) d
$$;
