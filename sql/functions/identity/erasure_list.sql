-- erasure_list: what was erased, newest first: of a time or a report; who had asked for it, on what ground, who did it and
-- why.  Each is an event of its report's history, by its id.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.erasure_list(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz,
	p_report_id uuid, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:looks');
	v_before record := pakn.cursor_read(p_cursor);
	v_limit int := coalesce(p_limit, 50);
	v_items json;
	v_next text;
begin
	with page as (
		select x.*, row_number() over (order by x.event_id desc) as place
		from erasure x
		where x.tenant_id = p_tenant and (p_cursor is null or x.event_id < v_before.report_id)
			and (p_from is null or x.event_id >= uuid_floor(p_from)) and (p_to is null or x.event_id < uuid_floor(p_to))
			and (p_report_id is null or x.report_id = p_report_id)
		order by x.event_id desc
		limit v_limit + 1
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('event', p.event_id, 'at', e.at, 'report', p.report_id, 'code', r.code,
			'erased', p.erased, 'asked_by', p.asked_by, 'asked_by_name', k.name, 'ground', p.ground, 'ground_name', g.name,
			'actor', e.actor_kind, 'username', s.username, 'reason', c.text))
			order by p.place) filter (where p.place <= v_limit), '[]'),
		case when count(*) > v_limit then (select cursor_write(now(), x.event_id) from page x where x.place = v_limit) end
	into v_items, v_next
	from page p
		join erasure_asker k on k.asker = p.asked_by
		join erasure_ground g on g.ground = p.ground
		join report_event e on e.tenant_id = p_tenant and e.event_id = p.event_id
		join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		left join event_content c on c.tenant_id = p_tenant and c.event_id = p.event_id
		left join staff s on s.tenant_id = p_tenant and s.staff_id = e.actor_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
