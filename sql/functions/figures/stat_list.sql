-- stat_list: the columns of figures in stat_rollup, each written into a form, with commas between: for statements that
-- treat all of them alike, so that another figure is another column, and nothing else.  p_figures: only of these; null: of all.
create or replace function pakn.stat_list(p_form text, p_figures text[] default null)
returns text
language plpgsql stable
as $$
begin
	return (select string_agg(replace(p_form, '$', quote_ident(a.attname)), ', ' order by a.attnum)
		from pg_attribute a
		where a.attrelid = 'pakn.stat_rollup'::regclass and a.attnum > 7 and not a.attisdropped and (p_figures is null or a.attname = any (p_figures)));
end $$;
