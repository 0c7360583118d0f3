-- queue_list: the open work of the caller's agency, nearest deadline first.
-- p_role: only what the agency is the lead of, is offered the lead of, or coordinates on.
-- p_assignee: only what was given to somebody of that name, to the caller (me), or to nobody (none).
-- p_cursor: opaque, from the page before.  p_known: etags of answers that the caller still has; where the page is one
-- of these the body is null, and no report is looked at.
-- The etag is a digest of all that the page shows: the items with their versions (report_move), who has them, what of
-- them depends on the time, and the version of the province's facts, whose names stand beside them.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.queue_list(p_digest bytea, p_tenant int, p_state text, p_due_before timestamptz,
	p_category text, p_area text, p_cursor text, p_limit int, p_known text[] default null, p_role text default null,
	p_assignee text default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- The first rows of the index, in its order: all else would gather the whole queue, or the province's, and sort it.
	set plan_cache_mode = force_generic_plan set enable_bitmapscan = off set enable_seqscan = off
	set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off set enable_incremental_sort = off
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:read');
	v_limit int := coalesce(p_limit, 20);
	v_after record := pakn.cursor_read(p_cursor);
	v_category int;
	v_area int;
	v_assignee int := who.staff_id;
	v_urged uuid[];
	v_topic text := queue_topic(p_tenant, who.agency_id);
	page record;                                    -- of v_limit and one, which only tells that there are more
	v_items text;
	v_next text;
begin
	-- Work that somebody may take: who waits for it, and finds none, finds what all find who ask the same.
	if p_state = 'unclaimed' then
		v_topic := v_topic || '/' || case when p_assignee = 'me' then who.staff_id else 0 end;
	end if;
	-- What is asked for by few is looked up first: in the plan of all, it would be made ready for everybody.
	if p_category is not null then
		v_category := (select c.category_id from category c where c.tenant_id = p_tenant and c.code = p_category);
	end if;
	if p_area is not null then
		v_area := (select a.area_id from area a where a.tenant_id = p_tenant and a.code = p_area and a.valid_to = 'infinity');
	end if;
	if p_assignee not in ('me', 'none') then
		v_assignee := (select s.staff_id from staff s where s.tenant_id = p_tenant and s.username = lower(p_assignee));
	end if;
	if p_state = 'urged' then
		v_urged := array(select k.report_id
			from urging u join urging_case k on k.tenant_id = p_tenant and k.urging_id = u.urging_id
			where u.tenant_id = p_tenant and u.replied_at is null);
	end if;
	select count(*) as count, array_agg(w.item) as items,
		md5(v_limit || ' ' || (select t.facts_version from tenant t where t.tenant_id = p_tenant)
			|| coalesce(string_agg(' ' || w.report_id || ' ' || w.version
				|| case when w.lease_until > now() then concat(' ', w.claimed_by, ' ', w.lease_until) else '' end
				|| case when w.stat_class <= 2 and w.due_at <= now() then ' overdue' else '' end
				|| case when w.needs_review then ' review' else '' end
				|| coalesce(' ' || w.escalated, ''), ''), '')) as etag
	into page
	from (
		select w as item, w.*
		from work_item w
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id
			and (w.due_at, w.report_id) > (v_after.due_at, v_after.report_id)
			and (p_due_before is null or w.due_at < p_due_before)
			and (p_category is null or w.category_id = v_category)
			and (p_area is null or w.area_id = v_area)
			and (p_role is null or w.part = case p_role when 'offered' then 'offer' when 'coordinating' then 'coordinate' else 'lead' end)
			and (p_assignee is null or case p_assignee when 'none' then w.assignee_id is null else w.assignee_id = v_assignee end)
			and case coalesce(p_state, 'open')
				when 'open' then true
				when 'unclaimed' then w.lease_until is null or w.lease_until <= now()
				when 'mine' then w.claimed_by = who.staff_id and w.lease_until > now()
				when 'review' then w.needs_review
				when 'contested' then w.contested
				when 'returned' then w.came_back = 'returned'
				when 'unaccepted' then w.came_back = 'unaccepted'
				when 'reopened' then w.came_back = 'reopened'
				when 'escalated' then w.escalated is not null
				when 'urged' then w.report_id = any (v_urged)
				when 'overdue' then w.due_at <= now() and w.stat_class <= 2
				else w.status = p_state end
		order by w.due_at, w.report_id
		limit v_limit + 1
	) w;
	if page.count > v_limit then
		v_next := cursor_write(page.items[v_limit].due_at, page.items[v_limit].report_id);
	end if;
	if page.etag = any (p_known) then
		return (200, null, page.etag, v_next, v_topic, page.count = 0)::pakn.answer;
	elsif page.count = 0 then
		return (200, '{"items":[],"next_cursor":null}', page.etag, null, v_topic, true)::pakn.answer;
	end if;
	-- Put together as text: json_build_object() and json_strip_nulls() took half of the time of a poll.
	select string_agg('{"id":"' || r.report_id || '","code":' || to_json(r.code)
			|| ',"status":' || to_json(r.status) || ',"version":' || r.version
			|| coalesce(',"category":' || to_json(c.code) || ',"category_name":' || to_json(c.name), '')
			|| case when r.area_id > 0 then ',"area":{"code":' || to_json(a.code) || ',"name":' || to_json(a.full_name) || '}'
				else '' end
			|| ',"urgency":"' || r.urgency || '","received_at":' || to_json(r.received_at)
			|| ',"due_at":' || to_json(w.due_at)
			|| ',"overdue":' || (r.stat_class <= 2 and w.due_at <= now())
			|| case when w.needs_review then ',"needs_review":true' else '' end
			|| case w.part when 'lead' then '' when 'offer' then ',"role":"offered"' else ',"role":"coordinating"' end
			|| case when w.contested then ',"contested":true' else '' end
			|| coalesce(',"came_back":"' || w.came_back || '"', '') || coalesce(',"escalated":"' || w.escalated || '"', '')
			|| coalesce(',"summary":' || to_json(left(r.description, 120)), '')
			|| coalesce(',"address":' || to_json(r.address), '')
			|| coalesce(',"assignee":' || to_json(o.username) || ',"assignee_name":' || to_json(o.name), '')
			|| case when w.lease_until > now() then ',"claimed_by":' || to_json(s.username)
				|| ',"lease_until":' || to_json(w.lease_until) else '' end
			|| '}', ',' order by w.ordinality)
	into v_items
	from unnest(page.items[:v_limit]) with ordinality w
		-- offset 0: each by its key, also where the plan was made while there were none
		cross join lateral (select x.report_id, x.code, x.status, x.version, x.category_id, x.area_id, x.urgency,
				x.received_at, x.stat_class, x.description, x.address
			from report x where x.tenant_id = p_tenant and x.report_id = w.report_id offset 0) r
		left join lateral (select x.code, x.name from category x
			where x.tenant_id = p_tenant and x.category_id = r.category_id offset 0) c on true
		left join lateral (select x.code, x.full_name from area x
			where x.tenant_id = p_tenant and x.area_id = r.area_id offset 0) a on true
		left join lateral (select x.username from staff x
			where x.tenant_id = p_tenant and x.staff_id = w.claimed_by offset 0) s on true
		left join lateral (select x.username, x.name from staff x
			where x.tenant_id = p_tenant and x.staff_id = w.assignee_id offset 0) o on true;
	return (200, '{"items":[' || v_items || '],"next_cursor":' || coalesce(to_json(v_next)::text, 'null') || '}',
		page.etag, v_next, v_topic, false)::pakn.answer;
end $$;
