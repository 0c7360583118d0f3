-- report_list: what was published, the newest reports first; with p_updated_after, by the last change, the earliest
-- first, and with those that were taken back (`removed`), for who keeps a copy.
-- p_form: json, or geojson (RFC 7946).  p_bbox: west, south, east, north.
-- Answers: 200 | PK422 cursor, bbox, or an unknown code
create or replace function pakn.report_list(p_tenant int, p_form text, p_status text, p_category text, p_agency text,
	p_area text, p_bbox text[], p_q text, p_updated_after timestamptz, p_cursor text, p_limit int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_limit int := coalesce(p_limit, 20);
	v_after record := cursor_read(p_cursor);
	v_ids uuid[];
	v_items json;
	v_next text;
	v_body text;
begin
	v_ids := publications_find(p_tenant, p_status, p_category, p_agency, p_area, p_bbox, p_q, p_updated_after,
		v_after.due_at, case when p_cursor is not null then v_after.report_id end, v_limit + 1);
	if cardinality(v_ids) > v_limit then
		select cursor_write(case when p_updated_after is null then uuid_time(p.report_id) else p.changed_at end, p.report_id)
		into v_next
		from report_publication p where p.tenant_id = p_tenant and p.report_id = v_ids[v_limit];
	end if;
	select coalesce(json_agg(case when p_form = 'geojson' then report_feature(r, p, p_lang)
		when p.listed then report_public(r, p, 'list', p_lang)
		else report_removed(r, p) end order by ids.place), '[]')
	into v_items
	from unnest(v_ids[:v_limit]) with ordinality ids (id, place)
		join report_publication p on p.tenant_id = p_tenant and p.report_id = ids.id
		join report r on r.tenant_id = p_tenant and r.report_id = ids.id
	where r.report_id = any (v_ids);
	v_body := case when p_form = 'geojson'
		then json_build_object('type', 'FeatureCollection', 'features', v_items, 'next_cursor', v_next)
		else json_build_object('items', v_items, 'next_cursor', v_next) end::text;
	return (200, v_body, md5(v_body), v_next, null, null)::pakn.answer;
end $$;
