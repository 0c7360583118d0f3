-- areas_checked: what is wrong with the units of a province as they are stored: the rules of areas_import, and that
-- each unit but a province has one above it.
create or replace function pakn.areas_checked(p_tenant int)
returns table (unit text, words jsonb)
language plpgsql
as $$
#variable_conflict use_column
begin
	create temp table import_given on commit drop as
		select row_number() over (order by a.area_id)::int as line, null::text as parent, a.*
		from pakn.area a where a.tenant_id = p_tenant;
	analyze import_given;
	return query
		select g.code || ' ' || p.field, pakn.import_words(p.code, p.names)
		from pakn.areas_problems(p_tenant) p join import_given g using (line)
		union all
		select g.code || ' parent_code', pakn.import_words('nothing_above', '{}')
		from import_given g where g.parent_id is null and g.level <> 'province'
		order by 1;
	drop table import_given;
end $$;
