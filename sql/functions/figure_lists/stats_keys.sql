-- stats_keys: the keys of all that stands in the row of a code, in a table grouped so (stats_group); null: of times.
create or replace function pakn.stats_keys(p_tenant int, p_group text, p_code text)
returns int[]
language sql stable
as $$
	select case when not pakn.stats_is_time(p_group) then coalesce(array_agg(k.key), '{}') end
	from (
		select a.agency_id as key
		from pakn.agency a left join pakn.agency h on h.tenant_id = a.tenant_id and h.agency_id = a.heir_id
		where a.tenant_id = p_tenant and p_code = case p_group when 'agency' then a.code when 'successor' then coalesce(h.code, a.code) when 'level' then a.level end
		union all
		select c.category_id from pakn.category c where p_group = 'category' and c.tenant_id = p_tenant and c.code = p_code
		union all
		select a.area_id from pakn.area a where p_group = 'area' and a.tenant_id = p_tenant and a.code = p_code
		union all
		select h.channel_id from pakn.channel h where p_group = 'channel' and h.code = p_code
		union all
		select pakn.stat_number(p_group, p_code)
		where p_group = 'kind' and p_code in ('site', 'procedure', 'business') or p_group = 'urgency' and p_code in ('normal', 'urgent')
		union all
		select 0 where p_code = '—' and p_group in ('category', 'area', 'kind', 'urgency')) k
$$;
