-- open_withheld: what of a table must not be shown, so that nobody can compute a count from 1 to p_small - 1 from its total and the
-- other rows: for each such count there is another table with the same totals, and the same in all that is shown, in which that count
-- is another one: some shift (open_shifts) is put on its row and taken off another.  What a shift of a row changes is withheld there.
-- p_rows: the counts of all rows, one after the other, as open_counts has them; p_parents: in which row of the table above each one
-- is, since the rows of a level, or all of them, add up to what is shown elsewhere.  p_asked: triples of (parent, shift, sign): what
-- the parent's own protection needs one of its rows to be able to.  p_alone: of a table of totals: no other row adds up with it.
-- Answers (row, shift, sign), and (-parent, null, null) where nothing of a parent's rows can be shown.
create or replace function pakn.open_withheld(p_rows int[], p_parents int[], p_asked int[], p_small int, p_alone boolean)
returns table (row_no int, shift int, sign int)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	c_width constant int := 13;
	s record;
	v_shifts int := (select count(*) from pakn.open_shifts());
	v_order int[] := array(select n from generate_series(1, cardinality(p_parents)) n order by p_rows[(n - 1) * c_width + 1], n);
	v_used boolean[] := array_fill(false, array[cardinality(p_parents) * v_shifts]);
	v_row int[];
	v_found boolean;
	r int;
	o int;
begin
	-- What the parents ask for comes first: others may then lean on it.
	for a in 1 .. cardinality(p_asked) / 3 loop
		select x.* into s from pakn.open_shifts() x where x.shift = p_asked[3 * a - 1];
		v_found := false;
		foreach r in array v_order loop
			if p_parents[r] = p_asked[3 * a - 2] and pakn.open_fits(p_rows[(r - 1) * c_width + 1 : r * c_width], s.deltas, p_asked[3 * a], p_small) then
				v_used[(r - 1) * v_shifts + s.shift] := true;
				v_found := true;
				row_no := r;
				shift := s.shift;
				sign := p_asked[3 * a];
				return next;
				exit;
			end if;
		end loop;
		if not v_found then
			row_no := -p_asked[3 * a - 2];
			shift := null;
			sign := null;
			return next;
		end if;
	end loop;
	foreach r in array v_order loop
		v_row := p_rows[(r - 1) * c_width + 1 : r * c_width];
		for f in 1 .. c_width loop
			continue when v_row[f] not between 1 and p_small - 1 or exists (select from pakn.open_shifts() x
				where x.deltas[f] <> 0 and v_used[(r - 1) * v_shifts + x.shift]);
			v_found := false;
			for s in select x.shift, x.deltas, g.sign from pakn.open_shifts() x, (values (-1), (1)) g (sign)
					where x.deltas[f] <> 0 order by x.shift, g.sign loop
				continue when not pakn.open_fits(v_row, s.deltas, s.sign, p_small);
				o := case when p_alone then 0 else pakn.open_partner(p_rows, p_parents, v_order, v_used, r, s.shift, s.deltas, -s.sign, p_small) end;
				continue when o is null;
				v_found := true;
				v_used[(r - 1) * v_shifts + s.shift] := true;
				row_no := r;
				shift := s.shift;
				sign := s.sign;
				return next;
				if not p_alone then
					v_used[(o - 1) * v_shifts + s.shift] := true;
					row_no := o;
					sign := -s.sign;
					return next;
				end if;
				exit;
			end loop;
			if not v_found then
				row_no := -p_parents[r];
				shift := null;
				sign := null;
				return next;
			end if;
		end loop;
	end loop;
end $$;
