-- code_keys: under which keys a report may be that somebody names by a code, in whatever way it is written: as ours (refcode.h), or
-- as those of older systems.
create or replace function pakn.code_keys(p_code text)
returns text[]
language sql immutable
as $$
	select array[btrim(regexp_replace(upper(p_code), '[^[:alnum:]]+', '-', 'g'), '-'), regexp_replace(translate(upper(regexp_replace(p_code,
		'[^[:alnum:]]+', '', 'g')), 'OIL', '011'), '^(.{4})(.{4})(.{3})$', '\1-\2-\3')]
$$;
