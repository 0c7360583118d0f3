-- stats_group: the code and name under which a cell stands in a table grouped by p_group.
create or replace function pakn.stats_group(p_tenant int, p_group text, p_key int, p_at timestamptz)
returns table (code text, name text)
language sql stable
as $$
	select a.code, a.name from pakn.agency a
	where p_group = 'agency' and a.tenant_id = p_tenant and a.agency_id = p_key
	union all
	select h.code, h.name from pakn.agency a join pakn.agency h on h.tenant_id = p_tenant and h.agency_id = coalesce(a.heir_id, a.agency_id)
	where p_group = 'successor' and a.tenant_id = p_tenant and a.agency_id = p_key
	union all
	select a.level, case a.level when 'province' then 'Cấp tỉnh' when 'district' then 'Cấp huyện'
		when 'commune' then 'Cấp xã' else 'Đơn vị cung cấp dịch vụ' end
	from pakn.agency a
	where p_group = 'level' and a.tenant_id = p_tenant and a.agency_id = p_key
	union all
	select coalesce(a.code, '—'), coalesce(a.full_name, 'Chưa rõ địa điểm')
	from (select) as one left join pakn.area a on a.tenant_id = p_tenant and a.area_id = p_key
	where p_group = 'area'
	union all
	select coalesce(c.code, '—'), coalesce(c.name, 'Chưa phân loại')
	from (select) as one left join pakn.category c on c.tenant_id = p_tenant and c.category_id = p_key
	where p_group = 'category'
	union all
	select ch.code, ch.name from pakn.channel ch where p_group = 'channel' and ch.channel_id = p_key
	union all
	select m.month, 'Tháng ' || ltrim(right(m.month, 2), '0') || '/' || left(m.month, 4)
	from (select to_char(p_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') as month) m
	where p_group = 'month'
$$;
