-- queue_list: the open work of the caller's agency, nearest deadline first.
-- p_role: only what it is the lead of, is offered the lead of, or coordinates on.
-- p_cursor: opaque, from the page before.  The etag is a digest of the page (design.md 10.12).
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.queue_list(p_digest bytea, p_tenant int, p_state text, p_due_before timestamptz,
	p_category text, p_area text, p_cursor text, p_limit int, p_role text default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- The first rows of the index, in its order; a bitmap would gather the whole queue and sort it.
	set plan_cache_mode = force_generic_plan set enable_bitmapscan = off
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:read');
	v_limit int := coalesce(p_limit, 20);
	v_after record := pakn.cursor_read(p_cursor);
	v_items text;
	v_count int;
	v_body text;
	v_next text;
begin
	with page as (
		select w.report_id, w.status, w.due_at, w.urgency, w.category_id, w.area_id, w.received_at,
			w.claimed_by, w.lease_until, w.needs_review, w.part, w.came_back, w.contested
		from work_item w
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id
			and (w.due_at, w.report_id) > (v_after.due_at, v_after.report_id)
			and (p_due_before is null or w.due_at < p_due_before)
			and (p_category is null or w.category_id = (select c.category_id from category c
				where c.tenant_id = p_tenant and c.code = p_category))
			and (p_area is null or w.area_id = (select a.area_id from area a
				where a.tenant_id = p_tenant and a.code = p_area and a.valid_to = 'infinity'))
			and (p_role is null or w.part = case p_role when 'offered' then 'offer' when 'coordinating' then 'coordinate' else 'lead' end)
			and case coalesce(p_state, 'open')
				when 'open' then true
				when 'unclaimed' then w.lease_until is null or w.lease_until <= now()
				when 'mine' then w.claimed_by = who.staff_id and w.lease_until > now()
				when 'review' then w.needs_review
				when 'contested' then w.contested
				when 'returned' then w.came_back = 'returned'
				when 'unaccepted' then w.came_back = 'unaccepted'
				when 'overdue' then w.due_at <= now() and w.stat_class <= 2
				else w.status = p_state end
		order by w.due_at, w.report_id
		limit v_limit + 1
	), shown as (
		select * from page order by due_at, report_id limit v_limit
	)
	-- Put together as text: json_build_object() and json_strip_nulls() took half of the time of a poll.
	select '[' || coalesce(string_agg('{"id":"' || r.report_id || '","code":' || to_json(r.code)
			|| ',"status":' || to_json(r.status) || ',"version":' || r.version
			|| coalesce(',"category":' || to_json(c.code) || ',"category_name":' || to_json(c.name), '')
			|| case when r.area_id > 0 then ',"area":{"code":' || to_json(a.code) || ',"name":' || to_json(a.full_name) || '}'
				else '' end
			|| ',"urgency":"' || r.urgency || '","received_at":' || to_json(r.received_at)
			|| ',"due_at":' || to_json(r.due_at)
			|| ',"overdue":' || (r.stat_class <= 2 and r.due_at <= now())
			|| case when p.needs_review then ',"needs_review":true' else '' end
			|| case p.part when 'lead' then '' when 'offer' then ',"role":"offered"' else ',"role":"coordinating"' end
			|| case when p.contested then ',"contested":true' else '' end
			|| coalesce(',"came_back":"' || p.came_back || '"', '')
			|| coalesce(',"summary":' || to_json(left(r.description, 120)), '')
			|| coalesce(',"address":' || to_json(r.address), '')
			|| case when p.lease_until > now() then ',"claimed_by":' || to_json(s.username)
				|| ',"lease_until":' || to_json(p.lease_until) else '' end
			|| '}', ',' order by p.due_at, p.report_id), '') || ']',
		case when (select count(*) from page) > v_limit then
			(select cursor_write(l.due_at, l.report_id) from shown l order by l.due_at desc, l.report_id desc limit 1) end,
		count(*)
	into v_items, v_next, v_count
	from shown p
		join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		left join area a on a.tenant_id = p_tenant and a.area_id = r.area_id
		left join staff s on s.tenant_id = p_tenant and s.staff_id = p.claimed_by;
	v_body := '{"items":' || v_items || ',"next_cursor":' || coalesce(to_json(v_next)::text, 'null') || '}';
	return (200, v_body, md5(v_body), v_next, queue_topic(p_tenant, who.agency_id),
		v_count = 0)::pakn.answer;
end $$;
