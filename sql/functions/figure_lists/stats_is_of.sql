-- stats_is_of: whether what counts for a report stands in the row of a code, in a table grouped so (stats_group).
-- p_agency_id, p_area_id, p_category_id, p_urgency: those that it counts for, of its province; of one that became part of another, what they became here.
create or replace function pakn.stats_is_of(q pakn.stats_question, r pakn.report, p_agency_id int, p_area_id int, p_category_id int, p_urgency text, p_group text, p_code text)
returns boolean
language plpgsql stable
as $$
declare
	v_key int := case when p_group in ('agency', 'successor', 'level') then p_agency_id when p_group = 'area' then p_area_id
		when p_group = 'category' then p_category_id when p_group = 'channel' then r.channel_id end;
	v_noun text := case when p_group in ('agency', 'successor', 'level') then 'agencies' when p_group = 'area' then 'areas' when p_group = 'category' then 'categories' end;
	v_tenant int := q.tenant_id;
	v_here int;
begin
	if p_group in ('kind', 'urgency') then
		return p_code = coalesce(case p_group when 'kind' then r.kind else p_urgency end, '—');
	end if;
	if p_group = 'area' and q.areas_at is not null then
		v_key := pakn.stats_area_on(r.tenant_id, v_key, r.lon, r.lat, q.areas_at, q.areas_level);
	end if;
	if r.tenant_id <> q.tenant_id and v_noun is not null then
		v_here := pakn.tenant_merge_id(r.tenant_id, q.tenant_id, v_noun, v_key);
		v_tenant := case when v_here is null then r.tenant_id else q.tenant_id end;
		v_key := coalesce(v_here, v_key);
	end if;
	return exists (select from pakn.stats_group(v_tenant, p_group, v_key, r.received_at, q.areas_at) g where g.code = p_code);
end $$;
