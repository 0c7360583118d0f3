-- qd766_rows: items 1 and 2 of the group "mức độ hài lòng" of QĐ 766/QĐ-TTg (domain.md 4) for the period of a question: each level, its
-- agencies behind it, and the province, with numerators and denominators.  Item 1: H1 / A.  Item 2: (A - |U|) / A, U being a union.
-- What agencies had counts at the level that they are of; districts have had none since 2025-07-01.
create or replace function pakn.qd766_rows(q pakn.stats_question)
returns table (place bigint, kind text, level text, code text, name text, figures jsonb)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_levels pakn.stats_question := q;
begin
	q.groups := '{agency}';
	v_levels.groups := '{level}';
	return query
	with counted as (
		select case when t.is_total then 'total' else 'level' end as kind, t.codes[1] as level, t.codes[1] as code, t.names[1] as name, t.figures
		from pakn.stats_table(v_levels) t
		union all
		select 'agency', a.level, t.codes[1], t.names[1], t.figures
		from pakn.stats_table(q) t
			cross join lateral (select x.level from pakn.agency x where x.tenant_id = q.tenant_id and x.code = t.codes[1] limit 1) a
		where not t.is_total
	)
	select row_number() over (order by c.kind = 'total', array_position('{province,district,commune,utility}', c.level), c.kind = 'agency', c.code),
		c.kind, c.level, c.code, c.name,
		jsonb_build_object('received', n.received, 'refused', n.refused, 'accepted', n.accepted, 'item_1_numerator', n.on_time,
			'item_1_denominator', n.accepted, 'item_1', pakn.rate(n.on_time, n.accepted), 'unsatisfied', n.unsatisfied,
			'item_2_numerator', n.accepted - n.unsatisfied, 'item_2_denominator', n.accepted,
			'item_2', pakn.rate(n.accepted - n.unsatisfied, n.accepted), 'rated', n.rated)
	from counted c, jsonb_to_record(c.figures) n (received bigint, refused bigint, accepted bigint, on_time bigint, unsatisfied bigint, rated bigint);
end $$;
