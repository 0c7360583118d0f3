-- escalation_list: the open cases of all agencies of which somebody above them was told that their time is over, nearest
-- deadline first: of one level (the highest that was told), of one agency.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.escalation_list(p_digest bytea, p_tenant int, p_level text, p_agency text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_limit int := coalesce(p_limit, 20);
	v_after record := cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	perform caller(p_digest, p_tenant, 'case:read_all');
	with page as (
		select w.report_id, w.due_at, w.escalated, w.agency_id
		from work_item w
		where w.tenant_id = p_tenant and w.escalated is not null and (p_level is null or w.escalated = p_level)
			and (p_agency is null or w.agency_id = (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency))
			and (w.due_at, w.report_id) > (v_after.due_at, v_after.report_id)
		order by w.due_at, w.report_id
		limit v_limit + 1
	), shown as (
		select * from page order by due_at, report_id limit v_limit
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('id', r.report_id, 'code', r.code, 'status', r.status, 'version', r.version,
			'agency', json_build_object('code', a.code, 'name', a.name, 'in_charge', staff_json(p_tenant, h.staff_id)), 'category', c.code,
			'urgency', r.urgency, 'received_at', r.received_at, 'due_at', r.due_at, 'time', time_left(r), 'level', s.escalated,
			'stage', e.stage, 'last_at', e.taken_at, 'next_at', e.next_at, 'urged', (select json_build_object('times', count(*),
				'last_at', max(u.made_at), 'waiting', count(*) filter (where u.replied_at is null))
			from urging_case k join urging u on u.tenant_id = p_tenant and u.urging_id = k.urging_id
			where k.tenant_id = p_tenant and k.report_id = r.report_id having count(*) > 0))) order by s.due_at, s.report_id), '[]'),
		case when (select count(*) from page) > v_limit then
			(select cursor_write(l.due_at, l.report_id) from shown l order by l.due_at desc, l.report_id desc limit 1) end
	into v_items, v_next
	from shown s
		join report r on r.tenant_id = p_tenant and r.report_id = s.report_id
		join agency a on a.tenant_id = p_tenant and a.agency_id = s.agency_id
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		left join escalation e on e.tenant_id = p_tenant and e.report_id = r.report_id
		left join agency_head h on h.tenant_id = p_tenant and h.agency_id = s.agency_id and h.valid_from <= now() and now() < h.valid_to;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
