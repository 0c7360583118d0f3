-- notice_values: what the words of a notice may name, as things stood after an event.  Nothing of who sent the report
-- is among it, and nothing that its sender may not read.
create or replace function pakn.notice_values(p_tenant int, p_event_id uuid, p_lang text, p_public_url text)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('code', r.code, 'link', nullif(p_public_url, '') || r.code,
		'status', pakn.status_name(e.to_status, p_lang), 'agency', a.name, 'category', c.name, 'area', u.full_name,
		'due', case when r.closed_at is null then
			to_char(e.due_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY') end,
		'words', case when e.type <> 'received' then t.text end, 'answer', case when e.type = 'approved' then r.answer end,
		'province', p.name, 'hotline', p.hotline)
	from pakn.report_event e
		join pakn.report r on r.tenant_id = p_tenant and r.report_id = e.report_id
		join pakn.tenant p on p.tenant_id = p_tenant
		join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = e.agency_id
		left join pakn.category c on c.tenant_id = p_tenant and c.category_id = e.category_id
		left join pakn.area u on u.tenant_id = p_tenant and u.area_id = e.area_id
		left join pakn.event_content t on t.tenant_id = p_tenant and t.event_id = e.event_id
	where e.tenant_id = p_tenant and e.event_id = p_event_id
$$;
