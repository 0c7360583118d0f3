-- report_timeline: the public events of a report, oldest first, in words; the sender also reads what was said in
-- what concerns them (why it was refused or returned, what is asked).
create or replace function pakn.report_timeline(p_tenant int, p_report_id uuid, p_sender boolean, p_lang text)
returns json
language plpgsql stable
as $$
begin
	return (
		select coalesce(json_agg(json_strip_nulls(json_build_object(
			'at', e.at, 'type', e.type, 'name', pakn.event_name(e.type, p_lang),
			'status', e.to_status, 'status_name', pakn.status_name(e.to_status, p_lang),
			'agency', json_build_object('code', a.code, 'name', a.name),
			'text', case when p_sender then t.text end)) order by e.at, e.event_id), '[]')
		from pakn.report_event e
			join pakn.agency a on a.tenant_id = e.tenant_id and a.agency_id = e.agency_id
			left join pakn.event_content t on t.tenant_id = e.tenant_id and t.event_id = e.event_id
		where e.tenant_id = any (pakn.report_tenants(p_tenant, p_report_id)) and e.report_id = p_report_id and e.public);
end $$;
