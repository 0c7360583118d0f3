-- area_code_full: the code of a unit as the statistics office writes it, with what spreadsheets make of codes undone:
-- the zeros in front come back (communes have five digits, districts three, provinces two), a ".0" behind goes.
create or replace function pakn.area_code_full(p_level text, p_code text)
returns text
language sql immutable
as $$
	select case when p_code ~ '^[0-9]+(\.0)?$'
		then lpad(split_part(p_code, '.', 1), greatest(length(split_part(p_code, '.', 1)),
			case p_level when 'commune' then 5 when 'district' then 3 else 2 end), '0')
		else p_code end
$$;
