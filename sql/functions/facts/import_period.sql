-- import_period: the lines of a file whose time ends before it begins.
create or replace function pakn.import_period(p_lines int[], p_from date[], p_to date[])
returns table (line int, field text, code text, names text[])
language sql stable
as $$
	select u.line, 'valid_to', 'not_after_valid_from', '{}'::text[]
	from unnest(p_lines, p_from, p_to) u (line, valid_from, valid_to)
	where u.valid_from >= u.valid_to
$$;
