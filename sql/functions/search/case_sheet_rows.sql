-- case_sheet_rows: cases as rows of a list that is taken away (case_sheet), in the order of these ids, each as often as it is in
-- them.  p_tenants: whose each of them is.  p_counts: what each counts, where that is a column.
create or replace function pakn.case_sheet_rows(p_tenants int[], p_ids uuid[], p_lang text, p_counts int[] default null)
returns text
language plpgsql stable set plan_cache_mode = force_custom_plan set jit = off
as $$
begin
	return (
		with page as materialized (
			select r.* from pakn.report r where r.tenant_id = any (p_tenants) and r.report_id = any (p_ids)
		), named as (
			-- Once for each status, not for each row.
			select s.status, pakn.status_name(s.status, p_lang) as name from (select distinct p.status from page p) s
		)
		select string_agg(left(json_build_array(r.code, pakn.sheet_time(r.received_at), r.status, n.name, c.code, c.name, a.code, a.name,
				area.code, area.full_name, ch.code, r.kind, r.urgency, pakn.sheet_time(r.due_at), case when r.stat_class <= 2 and r.due_at <= now() then 1 else 0 end,
				pakn.sheet_time(r.closed_at), r.outcome, r.address, r.description, r.answer)::text, -1) || coalesce(', ' || i.counts, '') || E']\n', '' order by i.place)
		from unnest(p_tenants, p_ids, p_counts) with ordinality i (tenant_id, report_id, counts, place)
			join page r on r.tenant_id = i.tenant_id and r.report_id = i.report_id
			join named n on n.status = r.status
			join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
			join pakn.channel ch on ch.channel_id = r.channel_id
			left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
			left join pakn.area on area.tenant_id = r.tenant_id and area.area_id = r.area_id and r.area_id > 0);
end $$;
