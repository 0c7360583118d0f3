-- publications_find: the ids of a page of what was published, in its order, as report_list is asked for it.
-- Each statement is planned for what is asked (execute).  Where words or a box are asked for, the first two thousand in
-- order are looked through: what is common fills the page from those, and only what is rare goes on to the index of
-- words or places, which then has little to give.  So no question costs much more than it finds.
-- What is archived is only found where that is asked for, or what has changed.
-- p_after_at, p_after_id: behind which; null: from the start.
-- Raises: PK422 bbox, or an unknown code
create or replace function pakn.publications_find(p_tenant int, p_status text, p_category text, p_agency text,
	p_area text, p_bbox text[], p_q text, p_updated_after timestamptz, p_after_at timestamptz, p_after_id uuid, p_count int)
returns uuid[]
language plpgsql stable set enable_seqscan = off set jit = off
as $$
declare
	v_category int;
	v_agency int;
	v_areas int[];
	v_box public.geometry := pakn.bbox_read(p_bbox);
	v_words tsquery := pakn.search_query(p_q);
	v_order text := case when p_updated_after is null then 'report_id desc' else 'changed_at, report_id' end;
	v_where text := 'p.tenant_id = $1 and ($2 is null or p.status = $2) and ($3 is null or p.category_id = $3)'
		|| ' and ($4 is null or p.agency_id = $4) and ($5 is null or p.area_id = any ($5)) and '
		|| case when p_updated_after is null then case when p_status = 'archived' then 'p.listed' else 'p.listed and p.status <> ''archived''' end
				|| ' and p.changed_at is not null and ($9 is null or p.report_id < $9)'
			else 'p.changed_at > $7 and ($9 is null or (p.changed_at, p.report_id) > ($8, $9))' end;
	v_found text := '($6 is null or words @@ $6) and ($10 is null or spot operator(public.&&) $10)';
	v_ids uuid[];
begin
	v_category := pakn.category_named(p_tenant, p_category, '?category');
	v_agency := pakn.agency_named(p_tenant, p_agency, '?agency');
	v_areas := pakn.areas_named(p_tenant, p_area, '?area');
	execute format('select array(select w.report_id from (select * from pakn.report_publication p where %s order by %s limit $11) w'
			|| ' where %s order by %2$s limit $12)', v_where, v_order, v_found)
	into v_ids
	using p_tenant, p_status, v_category, v_agency, v_areas, v_words, p_updated_after, p_after_at, p_after_id, v_box,
		case when v_words is null and v_box is null then p_count else 2000 end, p_count;
	if cardinality(v_ids) < p_count and coalesce(v_words::text, v_box::text) is not null then
		execute format('with found as materialized (select p.report_id, p.changed_at from pakn.report_publication p'
				|| ' where %s and %s) select array(select report_id from found order by %s limit $11)', v_where, v_found, v_order)
		into v_ids
		using p_tenant, p_status, v_category, v_agency, v_areas, v_words, p_updated_after, p_after_at, p_after_id, v_box, p_count;
	end if;
	return v_ids;
end $$;
