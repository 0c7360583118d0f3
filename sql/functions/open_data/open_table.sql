-- open_table: the answer to a question as everybody may read it: a row for each group, and one for the total; small counts are withheld,
-- and as much beside them that they cannot be computed (open_withheld), neither from this table nor from others of the period: the
-- total is the same in all of them, and the agencies of a level add up to it.  left_out: rows that cannot be shown at all are missing.
create or replace function pakn.open_table(q pakn.stats_question, p_small int, p_rates int)
returns table (is_total boolean, code text, name text, figures jsonb, left_out boolean)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_table jsonb := (select jsonb_agg(t order by t.is_total, t.codes) from pakn.stats_table(q) t
		where t.is_total or (t.figures->>'received')::int > 0);
	v_total jsonb := v_table->-1;
	v_rows jsonb := v_table - -1;
	v_parents int[] := array_fill(1, array[jsonb_array_length(v_rows)]);
	-- What the total withholds does not depend on what it is the total of.
	v_top int[] := pakn.open_asked(jsonb_build_array(v_total), '{1}', '{}', p_small, true);
	v_asked int[] := v_top;
	v_levels jsonb;
begin
	if q.groups = '{agency}' then
		q.groups := '{level}';
		v_levels := (select coalesce(jsonb_agg(t order by t.codes), '[]') from pakn.stats_table(q) t where not t.is_total and (t.figures->>'received')::int > 0);
		v_asked := pakn.open_asked(v_levels, array_fill(1, array[jsonb_array_length(v_levels)]), v_asked, p_small, false);
		v_parents := array(select case when v_asked = '{-1}' then 1 else l.n end
			from jsonb_array_elements(v_rows) with ordinality r (row, n)
				left join pakn.agency a on a.tenant_id = q.tenant_id and a.code = r.row->'codes'->>0
				left join jsonb_array_elements(v_levels) with ordinality l (row, n) on l.row->'codes'->>0 = a.level
			order by r.n);
	end if;
	return query
	with found as materialized (
		select w.* from pakn.open_withheld(pakn.open_rows(v_rows), v_parents, v_asked, p_small, false) w
	), shown as (
		select r.row, r.n, p.parent, p.parent = any (select -f.row_no from found f where f.row_no < 0) or v_asked = '{-1}' as left_out
		from jsonb_array_elements(v_rows) with ordinality r (row, n) join unnest(v_parents) with ordinality p (parent, n) on p.n = r.n
	)
	select false, s.row->'codes'->>0, s.row->'names'->>0,
		pakn.open_shown(s.row->'figures', array(select f.shift from found f where f.row_no = s.n), p_small, p_rates), false
	from shown s where not s.left_out
	union all
	select true, null, null, pakn.open_shown(v_total->'figures', array(select a from unnest(v_top) with ordinality x (a, n) where n % 3 = 2), p_small, p_rates),
		exists (select from shown s where s.left_out);
end $$;
