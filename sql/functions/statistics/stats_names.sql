-- stats_names: the code and the name of a row of a table, of its second group too where there is one; null in the total.
create or replace function pakn.stats_names(p_codes text[], p_names text[])
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('code', p_codes[1], 'name', p_names[1])
		|| case when p_codes[2] is null then '{}' else jsonb_build_object('code_2', p_codes[2], 'name_2', p_names[2]) end
$$;
