-- change_list: what happened to the cases of the caller's agency (p_scope all: of all agencies): which it has, or had until
-- then, is named in, works along on, or reviews as the desk; in the order of the seals' numbers, and complete, since a number
-- is given after the commit and without gaps (event_seal), so that nothing comes late.
-- p_after: a cursor: of the answer before, 0 from the beginning, null for what comes from now on.  No more than c_scan numbers
-- are looked at in one go, so that who has been away for long costs no more than others; `more` tells to ask again at once.
-- p_form events: as a stream of server-sent events, which ends with the id to go on from; 206 tells to ask again at once.
-- Answers: 200 | PK401 PK403 | PK410 the cursor is of another history | PK422 it is none
create or replace function pakn.change_list(p_digest bytea, p_tenant int, p_after text, p_scope text, p_limit int, p_form text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	c_scan constant int := 2000;
	who record := pakn.caller(p_digest, p_tenant, 'queue:read');
	v_limit int := coalesce(p_limit, 100);
	v_agency int := case when coalesce(p_scope, 'agency') = 'agency' then who.agency_id end;
	v_after bigint := change_after(p_tenant, p_after);
	v_head bigint := (select h.seq from event_head h where h.tenant_id = p_tenant);
	v_desk int := (select t.desk_id from tenant t where t.tenant_id = p_tenant);
	page record;
	v_next text;
	v_more boolean;
	v_body text;
begin
	if v_agency is null then
		perform caller(p_digest, p_tenant, 'case:read_all');
	end if;
	with seal as materialized (
		select s.seq, s.event_id, s.hash
		from event_seal s
		where s.tenant_id = p_tenant and s.seq > v_after
		order by s.seq
		limit c_scan
	), shown as (
		select s.seq, s.hash, e
		from seal s join report_event e on e.tenant_id = p_tenant and e.event_id = s.event_id
		where v_agency is null or v_agency in (e.agency_id, e.from_agency_id, e.other_agency_id)
			or (v_agency = v_desk and 'answered' in (e.from_status, e.to_status))
			or exists (select from report_agency c
				where c.tenant_id = p_tenant and c.report_id = e.report_id and c.agency_id = v_agency)
		order by s.seq
		limit v_limit
	), till as (
		select s.seq, s.hash
		from seal s
		where (select count(*) from shown) < v_limit or s.seq <= (select max(x.seq) from shown x)
		order by s.seq desc
		limit 1
	)
	select (select count(*) from shown) as count, (select t.seq from till t) as seq, (select t.hash from till t) as hash,
		(select array_agg(change_json(x.seq, x.e) order by x.seq) from shown x) as items,
		(select array_agg(change_cursor(x.seq, x.hash) order by x.seq) from shown x) as cursors
	into page;
	v_next := coalesce(change_cursor(page.seq, page.hash), p_after, (select change_cursor(h.seq, h.hash) from event_head h
		where h.tenant_id = p_tenant and h.seq > 0), '0');
	v_more := coalesce(page.seq < v_head, false);
	if p_form = 'events' then
		v_body := coalesce((select string_agg(format(E'id: %s\nevent: change\ndata: %s\n\n', x.cursor, x.item), '' order by x.place)
			from unnest(page.cursors, page.items) with ordinality x (cursor, item, place)), '') || format(E'id: %s\n\n', v_next);
	else
		v_body := '{"items":[' || coalesce(array_to_string(page.items, ','), '') || '],"next":"' || v_next || '","more":' || v_more || '}';
	end if;
	return (case when v_more and p_form = 'events' then 206 else 200 end, v_body, null, case when p_form = 'events' then v_next end, change_topic(p_tenant, coalesce(v_agency, 0)),
		page.count = 0 and not v_more and p_after is not null)::pakn.answer;
end $$;
