-- report_show: what one may know who has a tracking code: anyone, or (by the secret or their session) its sender.
-- The etag is a digest: the views differ, and a report becomes overdue without a new version.
-- Words that staff wrote, such as why a case was returned, are for the sender alone.
-- Answers: 200 | PK404 unknown code | PK401 a credential that is not this report's secret nor anybody's
create or replace function pakn.report_show(p_digest bytea, p_tenant int, p_code text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_code report_code;
	r report;
	v_sender boolean;
	v_body text;
begin
	select * into v_code from report_code c where c.tenant_id = p_tenant and c.code = p_code;
	if not found then
		perform refuse(404, 'unknown_code');
	end if;
	v_sender := p_digest is not null and (p_digest = v_code.secret_digest or sender_signed_in(p_digest, p_tenant, v_code.report_id));
	if p_digest is not null and not v_sender and not exists (select from caller_find(p_digest, p_tenant)) then
		perform refuse(401, 'unauthenticated');
	end if;
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = v_code.report_id;
	select json_strip_nulls(json_build_object(
		'code', r.code, 'status', r.status, 'status_name', status_name(r.status),
		'category', c.code, 'category_name', c.name,
		'agency', json_build_object('code', a.code, 'name', a.name),
		'area', case when r.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name) end,
		'received_at', r.received_at, 'due_at', r.due_at, 'closed_at', r.closed_at,
		'overdue', r.stat_class <= 2 and r.due_at <= now(),
		'description', case when v_sender or r.text_public then r.description end,
		'address', case when v_sender or r.text_public then r.address end,
		'location', case when (v_sender or r.text_public) and r.lat is not null
			then json_build_object('lat', r.lat, 'lon', r.lon) end,
		'answer', case when (v_sender and r.status = 'resolved') or r.answer_public then r.answer end,
		'outcome', case when r.status = 'resolved' then r.outcome end,
		'attachments', attachments_shown(r, v_sender),
		'routing', json_build_object('rule', r.rule_id,
			'reason', case when v_sender or r.rule_id is not null or r.version = 1 then r.route_reason end),
		'timeline', report_timeline(p_tenant, r.report_id, v_sender)))::text
	into v_body
	from agency a
		left join category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
		left join area on area.tenant_id = r.tenant_id and area.area_id = r.area_id
	where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
