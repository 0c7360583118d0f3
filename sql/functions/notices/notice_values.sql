-- notice_values: what the words of a notice may name, as things stood after an event.  Nothing of who sent the report
-- is among it, and nothing that its sender may not read.  p_report_id: the report of whose sender it is, where that is merged into the
-- one of the event: what was written to the other sender is masked.  Of what is merged they name how the other stands.
create or replace function pakn.notice_values(p_tenant int, p_event_id uuid, p_lang text, p_public_url text, p_report_id uuid default null)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('code', r.code, 'link', nullif(p_public_url, '') || r.code,
		'status', pakn.status_name(e.to_status, p_lang), 'agency', a.name, 'category', c.name, 'area', u.full_name,
		'due', case when k.closed_at is null then
			to_char(e.due_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY') end,
		'part_due', (select to_char(w.due_at, 'HH24:MI DD/MM/YYYY') from pakn.work_item w where w.tenant_id = p_tenant
			and w.report_id = e.report_id and w.part = 'coordinate' and w.agency_id = coalesce(e.other_agency_id, w.agency_id) limit 1),
		'other', o.name, 'planned', to_char(k.planned_on, 'DD/MM/YYYY'),
		'outcome', case when e.type = 'answered' or told.answer then pakn.outcome_name(k.outcome, null, p_lang) end,
		'contributors', case when told.answer then (select string_agg(c->>'name', ', ') from json_array_elements(pakn.contributors(k)) c) end,
		'words', case when e.type = 'received' then null when told.other then pakn.mask_text(t.text, null, null) else t.text end,
		'answer', case when not told.answer then null when told.other then pakn.mask_text(k.answer, null, null) else k.answer end,
		'province', p.name, 'hotline', p.hotline)
		|| case when e.type in ('urged', 'urge_replied') then pakn.urging_values(p_tenant, p_event_id, p_lang) else '{}' end
	from pakn.report_event e
		join pakn.report r on r.tenant_id = p_tenant and r.report_id = coalesce(p_report_id, e.report_id)
		join pakn.report k on k.tenant_id = p_tenant and k.report_id = pakn.case_kept(p_tenant, e.report_id)
		cross join lateral (select r.report_id <> k.report_id as other,
			e.type = 'approved' or e.type = 'marked_duplicate' and k.status in ('resolved', 'archived') as answer) told
		join pakn.tenant p on p.tenant_id = p_tenant
		join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = e.agency_id
		left join pakn.agency o on o.tenant_id = p_tenant and o.agency_id = e.other_agency_id
		left join pakn.category c on c.tenant_id = p_tenant and c.category_id = e.category_id
		left join pakn.area u on u.tenant_id = p_tenant and u.area_id = e.area_id
		left join pakn.event_content t on t.tenant_id = p_tenant and t.event_id = e.event_id
	where e.tenant_id = p_tenant and e.event_id = p_event_id
$$;
