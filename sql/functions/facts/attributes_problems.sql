-- attributes_problems: what is wrong with the lines of import_given (attributes_given).
create or replace function pakn.attributes_problems(p_tenant int)
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with unit as (
			select g.line, g.category_id, g.code, g.valid_from, g.valid_to from import_given g
			union all
			select 0, a.category_id, a.code, a.valid_from, a.valid_to
			from pakn.category_attribute a
			where a.tenant_id = p_tenant and not exists (select from import_given g
				where (g.category_id, g.code, g.valid_from) = (a.category_id, a.code, a.valid_from))
		)
		select g.line, 'kind', 'kind_stands', array[g.kind_before]
		from import_given g where g.kind <> g.kind_before
		union all
		select g.line, 'choices', case when g.choices_text is not null and g.kind = 'choice' then 'not_choices'
			when g.kind = 'choice' then 'needed_by_kind' else 'empty_by_kind' end, array[g.kind]
		from import_given g where (g.kind = 'choice') <> (g.choices is not null) or (g.kind <> 'choice' and g.choices_text is not null)
		union all
		select g.line, 'valid_to', 'not_after_valid_from', '{}'
		from import_given g where g.valid_from >= g.valid_to
		union all
		select g.line, 'code', case when u.line = 0 then 'taken_then' else 'twice' end,
			array[g.code, case when u.line = 0 then u.valid_from::text else u.line::text end]
		from import_given g
			join unit u on u.category_id = g.category_id and u.code = g.code and u.line < g.line
				and u.valid_from < g.valid_to and g.valid_from < u.valid_to;
end $$;
