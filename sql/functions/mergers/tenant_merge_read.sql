-- tenant_merge_read: the lines of a mapping: noun, code in the old province, code in the successor, divided by tabs;
-- a new code of - means: does not go along.  Empty lines and comments (#) are none.
create or replace function pakn.tenant_merge_read(p_text text)
returns table (line bigint, noun text, old_code text, new_code text)
language sql immutable
as $$
	select l.place, f[1], f[2], nullif(f[3], '-')
	from regexp_split_to_table(coalesce(p_text, ''), '\r?\n') with ordinality l (text, place),
		lateral (select string_to_array(btrim(l.text), E'\t')) x (f)
	where l.text !~ '^\s*(#|$)'
$$;
