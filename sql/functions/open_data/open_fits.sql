-- open_fits: whether a row of a table could as well have another value in all that a shift changes, as far as what is shown
-- instead tells: less than p_small, or no less.  No row is without reports.
create or replace function pakn.open_fits(p_row int[], p_deltas int[], p_sign int, p_small int)
returns boolean
language plpgsql immutable
as $$
declare
	v_value int;
	v_other int[] := p_row;
begin
	for i in 1 .. cardinality(p_row) loop
		if p_deltas[i] <> 0 then
			v_value := p_row[i] + p_sign * p_deltas[i];
			if v_value < 0 or (p_row[i] < p_small) <> (v_value < p_small) and i <= 12 then
				return false;
			end if;
			v_other[i] := v_value;
		end if;
	end loop;
	-- N > 0, O <= U <= A, D <= N
	return v_other[1] > 0 and v_other[8] <= v_other[10] and v_other[10] <= v_other[3] and v_other[11] <= v_other[1];
end $$;
