-- import_twice: the lines of a file whose key stood in an earlier line already.
create or replace function pakn.import_twice(p_field text, p_lines int[], p_keys text[])
returns table (line int, field text, code text, names text[])
language sql stable
as $$
	select g.line, p_field, 'twice', array[g.key, g.first::text]
	from (
		select u.line, u.key, min(u.line) over (partition by u.key) as first
		from unnest(p_lines, p_keys) u (line, key)
		where u.key is not null
	) g
	where g.line > g.first
$$;
