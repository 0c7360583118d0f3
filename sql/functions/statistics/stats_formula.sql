-- stats_formula: the definitions behind the figures, in words; printed with every table.
create or replace function pakn.stats_formula(p_lang text)
returns json
language sql immutable
as $$
	select json_object_agg(d.figure, d.formula order by d.place)
	from (
		select f.place, f.figure, case p_lang when 'en' then f.formula_en else f.formula_vi end as formula from pakn.stats_figures() f
		union all
		select 1000, 'due', case p_lang when 'en' then 'the end of the last working day' else 'cuối ngày làm việc cuối cùng' end) d
$$;
