-- urging_show: a letter by which an agency was urged, with its cases as they stand now.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.urging_show(p_digest bytea, p_tenant int, p_urging_id uuid)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'urging:read');
	u urging := urging_seen(p_tenant, p_urging_id, who.role, who.agency_id);
begin
	return (200, (urging_json(u) || jsonb_build_object('items', (
		select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', r.report_id, 'code', r.code, 'category', c.code, 'status', r.status,
			'status_name', status_name(r.status), 'due_at', k.due_at, 'released_at', r.released_at)) order by k.due_at, k.report_id)
		from urging_case k
			join report r on r.tenant_id = p_tenant and r.report_id = k.report_id
			left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		where k.tenant_id = p_tenant and k.urging_id = p_urging_id)))::text, null, null, null, null)::pakn.answer;
end $$;
