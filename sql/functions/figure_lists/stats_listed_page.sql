-- stats_listed_page: a page of what counts in a cell, the short way where there is one (stats_listed_now), the newest report first.  at: when
-- it happened; counts: what is in the flow's figures may also be taken out of them (-1).
create or replace function pakn.stats_listed_page(q pakn.stats_question, p_codes text[], p_cell text, p_cursor text, p_count int)
returns table (tenant_id int, report_id uuid, event_id uuid, at timestamptz, counts int)
language plpgsql stable
as $$
declare
	v_after text := pakn.cursor_decode(p_cursor);
	v_groups text[] := '{}';
	v_codes text[];
	v_id uuid;
	v_event uuid;
	v_time record;
begin
	begin
		v_id := split_part(v_after, ' ', 1)::uuid;
		v_event := split_part(v_after, ' ', 2)::uuid;
	exception when data_exception then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?cursor', 'bad_format'));
	end;
	-- A time is a narrower period.
	for i in 1 .. coalesce(cardinality(p_codes), 0) loop
		v_time := pakn.stats_time_of(q.tenant_id, q.groups[i], p_codes[i]);
		if v_time.first is null then
			v_groups := v_groups || q.groups[i];
			v_codes := v_codes || p_codes[i];
		end if;
		q.first := greatest(q.first, v_time.first);
		q.until := least(q.until, v_time.until);
	end loop;
	if q.first >= q.until then
		return;
	end if;
	q.groups := v_groups;
	return query execute format('%s order by 2 desc, 3 desc limit $6',
		case when q.basis = 'handled' then
			'select l.* from unnest(pakn.stats_family($1)) f (id) cross join lateral pakn.stats_listed_flow($1, f.id, $2, $7, $4, $5, $6) l'
		when q.as_of is null and q.areas_at is null then
			'select l.*, 1 from unnest(pakn.stats_family($1)) f (id) cross join lateral pakn.stats_listed_now($1, f.id, $2, $3, $4, $5, $6) l'
		else 'select l.*, 1 from pakn.stats_listed($1, $2, $3, $4, $5, $6) l' end)
	using q, v_codes, pakn.stats_cell_classes(p_cell), v_id, v_event, p_count, p_cell;
end $$;
