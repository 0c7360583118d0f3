-- queue_list: the open work of the caller's agency, nearest deadline first.
-- p_cursor: opaque, from the page before.  p_known: etags of answers that the caller still has; where the page is one
-- of these the body is null, and no report is looked at.
-- The etag is a digest of all that the page shows: the items with their versions (report_move), who has them, what of
-- them depends on the time, and the version of the province's facts, whose names stand beside them.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.queue_list(p_digest bytea, p_tenant int, p_state text, p_due_before timestamptz,
	p_category text, p_area text, p_cursor text, p_limit int, p_known text[] default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- The first rows of the index, in its order; a bitmap would gather the whole queue and sort it.
	set plan_cache_mode = force_generic_plan set enable_bitmapscan = off set enable_seqscan = off
	set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:read');
	v_limit int := coalesce(p_limit, 20);
	v_after record := pakn.cursor_read(p_cursor);
	page record;                                    -- of v_limit and one, which only tells that there are more
	v_items text;
	v_next text;
begin
	select coalesce(count(*), 0) as count, array_agg(w.report_id) as ids, array_agg(w.due_at) as dues,
		array_agg(w.claimed_by) as claimers, array_agg(w.lease_until) as leases, array_agg(w.needs_review) as reviews,
		md5(v_limit || ' ' || (select t.facts_version from tenant t where t.tenant_id = p_tenant)
			|| coalesce(string_agg(' ' || w.report_id || ' ' || w.version
				|| case when w.lease_until > now() then concat(' ', w.claimed_by, ' ', w.lease_until) else '' end
				|| case when w.stat_class <= 2 and w.due_at <= now() then ' overdue' else '' end
				|| case when w.needs_review then ' review' else '' end, ''), '')) as etag
	into page
	from (
		select *
		from work_item w
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id
			and (w.due_at, w.report_id) > (v_after.due_at, v_after.report_id)
			and (p_due_before is null or w.due_at < p_due_before)
			and (p_category is null or w.category_id = (select c.category_id from category c
				where c.tenant_id = p_tenant and c.code = p_category))
			and (p_area is null or w.area_id = (select a.area_id from area a
				where a.tenant_id = p_tenant and a.code = p_area and a.valid_to = 'infinity'))
			and case coalesce(p_state, 'open')
				when 'open' then true
				when 'unclaimed' then w.lease_until is null or w.lease_until <= now()
				when 'mine' then w.claimed_by = who.staff_id and w.lease_until > now()
				when 'review' then w.needs_review
				when 'overdue' then w.due_at <= now() and w.stat_class <= 2
				else w.status = p_state end
		order by w.due_at, w.report_id
		limit v_limit + 1
	) w;
	if page.count > v_limit then
		v_next := cursor_write(page.dues[v_limit], page.ids[v_limit]);
	end if;
	if page.etag = any (p_known) then
		return (200, null, page.etag, v_next, queue_topic(p_tenant, who.agency_id), page.count = 0)::pakn.answer;
	end if;
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
			|| coalesce(',"summary":' || to_json(left(r.description, 120)), '')
			|| coalesce(',"address":' || to_json(r.address), '')
			|| case when p.lease_until > now() then ',"claimed_by":' || to_json(s.username)
				|| ',"lease_until":' || to_json(p.lease_until) else '' end
			|| '}', ',' order by p.place), '') || ']'
	into v_items
	from unnest(page.ids[:v_limit], page.claimers[:v_limit], page.leases[:v_limit], page.reviews[:v_limit])
			with ordinality p (report_id, claimed_by, lease_until, needs_review, place)
		-- offset 0: each by its key, also where the plan was made while there were none
		cross join lateral (select x.report_id, x.code, x.status, x.version, x.category_id, x.area_id, x.urgency,
				x.received_at, x.due_at, x.stat_class, x.description, x.address
			from report x where x.tenant_id = p_tenant and x.report_id = p.report_id offset 0) r
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		left join area a on a.tenant_id = p_tenant and a.area_id = r.area_id
		left join staff s on s.tenant_id = p_tenant and s.staff_id = p.claimed_by;
	return (200, '{"items":' || v_items || ',"next_cursor":' || coalesce(to_json(v_next)::text, 'null') || '}',
		page.etag, v_next, queue_topic(p_tenant, who.agency_id), page.count = 0)::pakn.answer;
end $$;
