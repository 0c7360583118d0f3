-- page_number: a figure as people read it (5.421; 92,31%), or the sign of what is withheld or not there.
create or replace function pakn.page_number(p_value jsonb, p_kind text, p_lang text)
returns text
language sql immutable
as $$
	select case when p_value is null or p_value = 'null' then '—'
		when jsonb_typeof(p_value) = 'string' then pakn.html(p_value #>> '{}')
		else translate(ltrim(to_char((p_value #>> '{}')::numeric, case p_kind when 'count' then 'FM999,999,999,990' else 'FM999,999,990.00' end)),
			',.', case p_lang when 'en' then ',.' else '.,' end) || case p_kind when 'rate' then '%' else '' end end
$$;
