-- look_list: who looked at who reported, newest first: of a time, a report or a member of staff.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.look_list(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz,
	p_report_id uuid, p_username text, p_purpose text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:looks');
	v_before record := pakn.cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	with page as (
		select l.*, row_number() over (order by l.look_id desc) as place
		from identity_look l
		where l.tenant_id = p_tenant and (p_cursor is null or l.look_id < v_before.report_id)
			and (p_from is null or l.look_id >= uuid_floor(p_from)) and (p_to is null or l.look_id < uuid_floor(p_to))
			and (p_report_id is null or l.report_id = p_report_id) and (p_purpose is null or l.purpose = p_purpose)
			and (p_username is null or l.staff_id = (select s.staff_id from staff s
				where s.tenant_id = p_tenant and s.username = lower(p_username)))
		order by l.look_id desc
		limit coalesce(p_limit, 50) + 1
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('id', p.look_id, 'at', p.at, 'purpose', p.purpose,
			'report', p.report_id, 'code', r.code, 'username', s.username, 'name', s.name, 'role', s.role,
			'agency', a.code, 'fields', p.fields, 'reason', p.reason))
			order by p.place) filter (where p.place <= coalesce(p_limit, 50)), '[]'),
		case when count(*) > coalesce(p_limit, 50) then (select cursor_write(x.at, x.look_id) from page x
			where x.place = coalesce(p_limit, 50)) end
	into v_items, v_next
	from page p
		left join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		left join staff s on s.tenant_id = p_tenant and s.staff_id = p.staff_id
		left join agency a on a.tenant_id = p_tenant and a.agency_id = s.agency_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
