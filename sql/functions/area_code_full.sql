-- area_code_full: the code of a unit with the zeros in front that spreadsheets drop: the statistics office
-- gives communes five digits, districts three, provinces two.
create or replace function pakn.area_code_full(p_level text, p_code text)
returns text
language sql immutable
as $$
	select case when p_code ~ '^[0-9]+$'
		then lpad(p_code, greatest(length(p_code), case p_level when 'commune' then 5 when 'district' then 3 else 2 end), '0')
		else p_code end
$$;
