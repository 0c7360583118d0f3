-- report_public: a report as others may see it, who know its code (with the timeline) or found it in a list, and as its
-- sender does.  The one place that decides what is shown to whom: words, address and place only where
-- the text was released, the answer where that was, both as they are masked (publication_fill); to the sender all that
-- they sent, and the answer once it stands; nothing of who sent it, ever.
-- p: what is public of it; null: nothing.  p_view: list, code or sender.
create or replace function pakn.report_public(r pakn.report, p pakn.report_publication, p_view text, p_lang text)
returns json
language sql stable
as $$
	select json_strip_nulls(json_build_object(
		'code', r.code, 'status', r.status, 'status_name', pakn.report_status_name(r, p_lang),
		'category', c.code, 'category_name', c.name,
		'agency', json_build_object('code', a.code, 'name', a.name),
		'area', case when r.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name) end,
		'received_at', r.received_at, 'due_at', r.due_at,
		'due_words', case when p_view <> 'list' and r.stat_class <= 2 then pakn.due_words(r.due_at, p_lang) end,
		'time_left', case when p_view <> 'list' then pakn.time_left(r, p_lang) end, 'closed_at', r.closed_at,
		'overdue', r.stat_class <= 2 and r.due_at <= now(),
		'description', case when p_view = 'sender' then r.description else p.text end,
		'address', case when p_view = 'sender' then r.address else p.address end,
		'location', case when p_view = 'sender' then pakn.location_json(r.lon, r.lat)
			when p.text_release = 'released' then pakn.location_json(public.st_x(near.spot), public.st_y(near.spot)) end,
		'answer', case when p_view = 'sender' and r.status in ('resolved', 'archived') then r.answer else p.answer end,
		'contributors', case when p.answer_release = 'released' or (p_view = 'sender' and r.status in ('resolved', 'archived')) then pakn.contributors(r) end,
		'outcome', case when r.status in ('resolved', 'archived') then r.outcome end,
		'outcome_name', case when r.status in ('resolved', 'archived') then pakn.outcome_name(r.outcome, null, p_lang) end,
		'planned_on', case when r.status in ('resolved', 'archived') then r.planned_on end,
		'attachments', pakn.attachments_shown(r, p_view = 'sender'),
		'me_too', pakn.support_count(r),
		'published_at', case when p.listed then p.published_at end, 'updated_at', case when p.listed then p.changed_at end,
		'kind', case when p_view = 'sender' then r.kind end,
		'observed_at', case when p_view = 'sender' then r.observed_at end,
		'attributes', case when p_view = 'sender' then r.attributes end,
		'anonymous', case when p_view = 'sender' then r.anonymous end,
		'publish', case when p_view = 'sender' then r.publish end,
		'contact', case when p_view = 'sender' then pakn.sender_left(r) end,
		'rating', case when p_view = 'sender' then pakn.rating_json(r, p_lang) end,
		'allowed', case when p_view = 'sender' then to_json(pakn.sender_may(r)) end,
		'routing', case when p_view <> 'list' then json_build_object('rule', r.rule_id,
			'reason', case when r.rule_id is not null or r.version = 1
				or (p_view = 'sender' and (r.first_route is null or not pakn.reason_internal(r))) then r.route_reason end) end,
		'duplicate_of', case when r.status = 'duplicate' then pakn.duplicate_shown(r, p_view, p_lang) end,
		'timeline', case when p_view <> 'list' then
			pakn.report_timeline(r.tenant_id, r.report_id, p_view = 'sender', p_lang) end))
	from (select pakn.public_spot(r, 4) as spot) near
		join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
		left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
		left join pakn.area area on area.tenant_id = r.tenant_id and area.area_id = r.area_id
$$;
