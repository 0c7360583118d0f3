-- codes_read: the codes of a list, divided by spaces, commas or semicolons; none of null.
create or replace function pakn.codes_read(p_list text)
returns text[]
language sql immutable
as $$
	select coalesce(array_remove(regexp_split_to_array(p_list, '[ ,;]+'), ''), '{}')
$$;
