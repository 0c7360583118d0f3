-- open_asked: what the protection of a table's rows (open_withheld) asks of the tables below: triples of (row, shift, sign), one after
-- the other; {-1} where none of its rows can be shown.
create or replace function pakn.open_asked(p_rows jsonb, p_parents int[], p_asked int[], p_small int, p_alone boolean)
returns int[]
language sql stable
as $$
	with found as (
		select w.* from pakn.open_withheld(pakn.open_rows(p_rows), p_parents, p_asked, p_small, p_alone) w
	)
	select case when exists (select from found f where f.row_no < 0) then '{-1}'
		else array(select x from found f, unnest(array[f.row_no, f.shift, f.sign]) with ordinality u (x, n) order by f.row_no, f.shift, f.sign, u.n) end
$$;
