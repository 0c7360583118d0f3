-- promise_list: what was promised in answers and is not done yet, the earliest day first: the caller's agency's, or, for those
-- who may see all cases, everybody's.  p_state: overdue: only what should be done by now.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.promise_list(p_digest bytea, p_tenant int, p_state text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:read');
	v_all boolean := may(who.role, 'case:read_all');
	v_limit int := coalesce(p_limit, 20);
	v_after record := cursor_read(p_cursor);
	v_ids uuid[];
	v_items json;
	v_next text;
begin
	select array_agg(x.report_id order by x.planned_on, x.report_id) into v_ids
	from (
		select p.report_id, p.planned_on
		from promise p
		where p.tenant_id = p_tenant and (v_all or p.agency_id = who.agency_id or agency_heir(p_tenant, p.agency_id) = who.agency_id)
			and (p.planned_on::timestamptz, p.report_id) > (v_after.due_at, v_after.report_id)
			and (p_state is distinct from 'overdue' or p.planned_on < current_date)
		order by p.planned_on, p.report_id
		limit v_limit + 1) x;
	select coalesce(json_agg(json_build_object('id', r.report_id, 'code', r.code, 'version', r.version, 'planned_on', p.planned_on,
			'overdue', p.planned_on < current_date, 'category', c.code, 'agency', json_build_object('code', a.code, 'name', a.name),
			'answered_at', r.released_at, 'summary', left(r.description, 120)) order by p.planned_on, p.report_id), '[]'),
		case when cardinality(v_ids) > v_limit then
			(select cursor_write(l.planned_on::timestamptz, l.report_id) from promise l where l.tenant_id = p_tenant and l.report_id = v_ids[v_limit]) end
	into v_items, v_next
	from promise p
		join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		join agency a on a.tenant_id = p_tenant and a.agency_id = p.agency_id
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
	where p.tenant_id = p_tenant and p.report_id = any (v_ids[:v_limit]);
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
