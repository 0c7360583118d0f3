-- case_list: open cases of all agencies that went astray between them, nearest deadline first: contested (handed over so often
-- that only the desk decides), returned or unaccepted (back at the desk), reopened (by their senders), offered (somebody is asked to take the lead).
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.case_list(p_digest bytea, p_tenant int, p_state text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_limit int := coalesce(p_limit, 20);
	v_after record := pakn.cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	perform caller(p_digest, p_tenant, 'case:read_all');
	with page as (
		select w.report_id, w.due_at, w.came_back
		from work_item w
		where w.tenant_id = p_tenant and (w.part = 'offer' or w.came_back is not null or w.contested)
			and case p_state when 'contested' then w.contested when 'offered' then w.part = 'offer' else w.came_back = p_state end
			and (w.due_at, w.report_id) > (v_after.due_at, v_after.report_id)
		order by w.due_at, w.report_id
		limit v_limit + 1
	), shown as (
		select * from page order by due_at, report_id limit v_limit
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('id', r.report_id, 'code', r.code, 'status', r.status,
			'version', r.version, 'agency', json_build_object('code', a.code, 'name', a.name),
			'offered_to', case when o.code is not null then json_build_object('code', o.code, 'name', o.name) end,
			'category', c.code, 'received_at', r.received_at, 'due_at', r.due_at, 'handovers', r.handovers,
			'contested', is_contested(r), 'came_back', s.came_back)) order by s.due_at, s.report_id), '[]'),
		case when (select count(*) from page) > v_limit then
			(select cursor_write(l.due_at, l.report_id) from shown l order by l.due_at desc, l.report_id desc limit 1) end
	into v_items, v_next
	from shown s
		join report r on r.tenant_id = p_tenant and r.report_id = s.report_id
		join agency a on a.tenant_id = p_tenant and a.agency_id = r.agency_id
		left join agency o on o.tenant_id = p_tenant and o.agency_id = r.offered_to
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
