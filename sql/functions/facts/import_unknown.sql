-- import_unknown: the lines of a file that name what is not among the known codes, which are never null:
-- so `not in` may stand here, which hashes them whatever their number.
create or replace function pakn.import_unknown(p_field text, p_lines int[], p_codes text[], p_known text[])
returns table (line int, field text, code text, names text[])
language sql stable
as $$
	select u.line, p_field, 'unknown', array[u.code]
	from unnest(p_lines, p_codes) u (line, code)
	where u.code is not null and u.code not in (select k.code from unnest(p_known) k (code))
$$;
