-- notice_list: notices, the newest first: of a state (dead ones by default), to a webhook or a mailbox, of a report.  An
-- address is shown of those, never of who sent a report.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.notice_list(p_digest bytea, p_tenant int, p_state text, p_subscription int, p_report_id uuid,
	p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'notice:manage');
	v_before record := cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	with page as (
		select o.*, row_number() over (order by o.created_at desc, o.outbox_id desc) as place
		from outbox o
		where o.tenant_id = p_tenant and o.state = coalesce(p_state, 'dead')
			and (p_cursor is null or (o.created_at, o.outbox_id) < (v_before.due_at, v_before.report_id))
			and (p_subscription is null or o.subscription_id = p_subscription) and (p_report_id is null or o.report_id = p_report_id)
		order by o.created_at desc, o.outbox_id desc
		limit coalesce(p_limit, 50) + 1
	)
	select coalesce(json_agg(notice_json(o) order by p.place) filter (where p.place <= coalesce(p_limit, 50)), '[]'),
		case when count(*) > coalesce(p_limit, 50) then (select cursor_write(x.created_at, x.outbox_id) from page x
			where x.place = coalesce(p_limit, 50)) end
	into v_items, v_next
	from page p join outbox o on o.tenant_id = p_tenant and o.outbox_id = p.outbox_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
