-- histogram_add: two histograms (stat_duration) together, class by class.
create or replace function pakn.histogram_add(p_one int[], p_other int[])
returns int[]
language plpgsql immutable strict parallel safe
as $$
begin
	for i in coalesce(array_lower(p_other, 1), 1) .. coalesce(array_upper(p_other, 1), 0) loop
		if p_other[i] <> 0 then
			p_one[i] := coalesce(p_one[i], 0) + p_other[i];
		end if;
	end loop;
	return p_one;
end $$;
