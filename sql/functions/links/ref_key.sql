-- ref_key: by which a number of another system is found, however it is typed.
create or replace function pakn.ref_key(p_ref text)
returns text
language sql immutable
as $$
	select upper(regexp_replace(p_ref, '\s', '', 'g'))
$$;
