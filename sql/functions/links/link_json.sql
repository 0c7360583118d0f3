-- link_json: what a link is for, how that stands, and (p_case: it was opened) the case, as an agency needs it that has no account:
-- nothing of who sent it, no history.
create or replace function pakn.link_json(l pakn.case_link, r pakn.report, p_case boolean, p_lang text)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_strip_nulls(json_build_object('purpose', l.purpose, 'province', t.name, 'hotline', t.hotline, 'code', r.code,
			'agency', json_build_object('code', a.code, 'name', a.name), 'expires_at', l.expires_at, 'opened_at', l.opened_at,
			'status', r.status, 'status_name', pakn.status_name(r.status, p_lang), 'version', r.version, 'allowed', pakn.link_may(l, r),
			'rating', case l.purpose when 'rate' then pakn.rating_json(r, p_lang) end,
			'case', case when p_case and l.purpose = 'handle' and pakn.case_standing(r, pakn.agency_acting(r.tenant_id, l.agency_id, r.agency_id)) = 'lead' then json_build_object(
				'category', c.code, 'category_name', c.name, 'area', u.full_name, 'description', r.description, 'address', r.address,
				'location', pakn.location_json(r.lon, r.lat), 'attributes', r.attributes, 'received_at', r.received_at, 'due_at', r.due_at,
				'due_words', case when r.stat_class <= 2 then pakn.due_words(r.due_at, p_lang) end,
				'attachments', pakn.attachments_of_case(r.tenant_id, r.report_id), 'answer', r.answer, 'outcome', r.outcome) end))
		from pakn.tenant t
			join pakn.agency a on a.tenant_id = t.tenant_id and a.agency_id = coalesce(l.agency_id, r.agency_id)
			left join pakn.category c on c.tenant_id = t.tenant_id and c.category_id = r.category_id
			left join pakn.area u on u.tenant_id = t.tenant_id and u.area_id = r.area_id
		where t.tenant_id = l.tenant_id);
end $$;
