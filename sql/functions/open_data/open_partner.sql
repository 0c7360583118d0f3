-- open_partner: the row off which a shift is taken that is put on another row of the same parent (open_withheld): one of which the same
-- is withheld already, else the one with the fewest reports; null: there is none.
create or replace function pakn.open_partner(p_rows int[], p_parents int[], p_order int[], p_used boolean[], p_row int, p_shift int,
	p_deltas int[], p_sign int, p_small int)
returns int
language plpgsql immutable
as $$
declare
	c_width constant int := 13;
	v_shifts int := cardinality(p_used) / cardinality(p_parents);
	o int;
begin
	for i in 1 .. 2 loop
		foreach o in array p_order loop
			if p_parents[o] = p_parents[p_row] and o <> p_row and p_used[(o - 1) * v_shifts + p_shift] = (i = 1)
					and pakn.open_fits(p_rows[(o - 1) * c_width + 1 : o * c_width], p_deltas, p_sign, p_small) then
				return o;
			end if;
		end loop;
	end loop;
	return null;
end $$;
