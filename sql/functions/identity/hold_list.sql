-- hold_list: what may not be erased, and what might not, newest first; persons stay unnamed.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.hold_list(p_digest bytea, p_tenant int, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:hold');
	v_before record := pakn.cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	with page as (
		select h.*, row_number() over (order by h.hold_id desc) as place
		from identity_hold h
		where h.tenant_id = p_tenant and (p_cursor is null or h.hold_id < v_before.report_id)
		order by h.hold_id desc
		limit coalesce(p_limit, 50) + 1
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('id', p.hold_id, 'report', p.report_id, 'code', r.code,
			'person', case when p.report_id is null then true end, 'reason', p.reason,
			'placed_by', s.username, 'placed_at', p.placed_at, 'lifted_by', l.username, 'lifted_at', p.lifted_at))
			order by p.place) filter (where p.place <= coalesce(p_limit, 50)), '[]'),
		case when count(*) > coalesce(p_limit, 50) then (select cursor_write(x.placed_at, x.hold_id) from page x
			where x.place = coalesce(p_limit, 50)) end
	into v_items, v_next
	from page p
		left join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		left join staff s on s.tenant_id = p_tenant and s.staff_id = p.placed_by
		left join staff l on l.tenant_id = p_tenant and l.staff_id = p.lifted_by;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
