-- stats_number: a figure as people write it: 1.234, 95,69%, 12,50 giờ; a dash for what has nothing to divide by.
create or replace function pakn.stats_number(p_kind text, p_value jsonb, p_lang text)
returns text
language sql immutable
as $$
	select case when jsonb_typeof(p_value) is distinct from 'number' then '—'
		else translate(to_char(p_value::numeric, case p_kind when 'count' then 'FM999,999,999,990' else 'FM999,999,990.00' end), ',.',
				case p_lang when 'en' then ',.' else '.,' end)
			|| case p_kind when 'rate' then '%' when 'hours' then case p_lang when 'en' then ' hours' else ' giờ' end else '' end end
$$;
