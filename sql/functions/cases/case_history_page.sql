-- case_history_page: the events of a case, oldest first, each with its number and hash in the chain (none until it is sealed, a
-- moment later), and who held the clock from then until the next one, for how many working minutes; for an agency that had the
-- case once, its own time.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or never theirs | PK422 cursor
create or replace function pakn.case_history_page(p_digest bytea, p_tenant int, p_report_id uuid, p_cursor text, p_limit int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	seen record := pakn.case_read(p_tenant, p_report_id, who.role, who.agency_id);
	v_after record := pakn.cursor_read(p_cursor);
	v_limit int := coalesce(p_limit, 50);
	v_ids uuid[];
	v_next text;
	v_items json;
begin
	select array_agg(e.event_id order by e.at, e.event_id),
		case when count(*) > v_limit then (array_agg(cursor_write(e.at, e.event_id) order by e.at, e.event_id))[v_limit] end
	into v_ids, v_next
	from (
		select * from case_events(p_tenant, p_report_id, seen.own_id) x
		where (x.at, x.event_id) > (v_after.due_at, v_after.report_id)
		order by x.at, x.event_id
		limit v_limit + 1) e;
	with event as (
		select x.*, coalesce(lead(x.at) over (order by x.at, x.event_id), now()) as until
		from case_events(p_tenant, p_report_id, seen.own_id) x
	), seal as materialized (
		select s.* from event_seal s
		where s.tenant_id = any (report_tenants(p_tenant, p_report_id)) and s.event_id = any (v_ids)
	)
	select coalesce(json_agg((e.line::jsonb || jsonb_strip_nulls(jsonb_build_object('seq', s.seq, 'hash', encode(s.hash, 'hex'),
		'held', held_between(seen.r, seen.own_id, e.at, e.until, p_lang))))::json order by e.at, e.event_id), '[]')
	into v_items
	from event e left join seal s on s.event_id = e.event_id
	where e.event_id = any (v_ids[:v_limit]);
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
