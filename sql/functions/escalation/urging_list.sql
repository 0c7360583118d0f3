-- urging_list: the letters by which agencies were urged, the newest first: all of them for those who urge, for an agency its own.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.urging_list(p_digest bytea, p_tenant int, p_state text, p_agency text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'urging:read');
	v_all boolean := may(who.role, 'urging:make');
	v_limit int := coalesce(p_limit, 20);
	v_before record := cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	with page as (
		select u.*, row_number() over (order by u.urging_id desc) as place
		from urging u
		where u.tenant_id = p_tenant and (v_all or agency_acting(p_tenant, who.agency_id, u.agency_id) = u.agency_id)
			and (p_agency is null or u.agency_id = (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency))
			and (p_state is null or p_state = case when u.replied_at is not null then 'replied' when u.reply_by <= now() then 'late' else 'waiting' end)
			and (p_cursor is null or u.urging_id < v_before.report_id)
		order by u.urging_id desc
		limit v_limit + 1
	)
	select coalesce(json_agg(urging_json(u) order by u.urging_id desc) filter (where p.place <= v_limit), '[]'),
		case when count(*) > v_limit then (select cursor_write(x.made_at, x.urging_id) from page x where x.place = v_limit) end
	into v_items, v_next
	from page p join urging u on u.tenant_id = p_tenant and u.urging_id = p.urging_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
