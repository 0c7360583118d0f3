-- stats_listed_flow: a page of what a figure of the flow counts, in one province, from the events: how reports stood when the period began
-- and when it ended, or what happened in it.  counts: 1, or -1 of what is taken out of a figure again: the sum of all is the figure.
create or replace function pakn.stats_listed_flow(q pakn.stats_question, p_tenant int, p_codes text[], p_cell text, p_after_id uuid, p_after_event uuid, p_count int)
returns table (tenant_id int, report_id uuid, event_id uuid, at timestamptz, counts int)
language plpgsql stable set jit = off
as $$
declare
	c_tick constant interval := '1 microsecond';
	v_figure record := pakn.stats_flow_cell(p_cell);
	v_row text := pakn.stats_row_where(q, p_tenant, q.groups, p_codes);
	v_before timestamptz := least(q.first - c_tick, q.as_of, now());
	v_end timestamptz := least(q.until - c_tick, q.as_of, now());
	v_first_id uuid := pakn.uuid_floor(pakn.counted_from(p_tenant, '2000-01-01'));
	v_until_id uuid := least(pakn.uuid_floor(q.until), p_after_id);
	v_batch int := 5 * p_count;      -- more at a time where few of them count
	v_ids uuid[];
	v_found int := 0;
	v_more int;
begin
	if (v_figure.at_first, v_figure.at_end, v_figure.came) = (0, 0, 0) then
		return query execute format($q$
			select %1$s, c.report_id, c.event_id, c.at, 1
			from pakn.cells_happened(%1$s, array(
				select e.event_id from pakn.report_event e
				where e.tenant_id = %1$s and e.event_id >= pakn.uuid_floor(%2$L::timestamptz - interval '1 day') and e.at >= %2$L and e.at <= %3$L
					and e.type <> 'received' and e.report_id >= %4$L and e.report_id < %5$L)) c
			where c.stat_class = any ($1) and %6$s and ($2 is null or (c.report_id, c.event_id) < ($2, $3))
			order by 2 desc, 3 desc
			limit $4$q$, p_tenant, q.first, v_end, v_first_id, pakn.uuid_floor(q.until), v_row)
		using v_figure.classes, p_after_id, p_after_event, p_count;
		return;
	end if;
	loop
		v_ids := pakn.stats_flow_candidates(p_tenant, v_figure.at_first + v_figure.at_end = 1,
			case when v_figure.at_end = 1 and v_figure.at_first = 0 then v_end else v_before end + c_tick,
			case when v_figure.at_first + v_figure.at_end = 1 then 'infinity' else v_end + c_tick end, v_first_id, v_until_id, v_batch);
		return query execute format($q$
			select %s, c.report_id, '00000000-0000-0000-0000-000000000000'::uuid, null::timestamptz,
				sum(case c.part when 'first' then $4 when 'end' then $5 else $6 end)::int
			from pakn.cells_then(%s, $1, $2, $3) c
			where c.stat_class = any ($7) and %s
			group by c.report_id
			having sum(case c.part when 'first' then $4 when 'end' then $5 else $6 end) <> 0
			order by 2 desc
			limit $8$q$, p_tenant, p_tenant, v_row)
		using v_ids, v_before, v_end, v_figure.at_first, v_figure.at_end, v_figure.came, v_figure.classes, p_count - v_found;
		get diagnostics v_more = row_count;
		v_found := v_found + v_more;
		exit when v_found >= p_count or cardinality(v_ids) < v_batch;
		v_until_id := v_ids[v_batch];
		v_batch := greatest(v_batch, least(4 * v_batch, 4000));
	end loop;
end $$;
