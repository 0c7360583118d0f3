-- stats_group: the code and name under which a cell stands in a table grouped by p_group; of areas by the units of a
-- day, as they were called then.  A code that was given again stands once for each unit that had it.
create or replace function pakn.stats_group(p_tenant int, p_group text, p_key int, p_at timestamptz,
	p_areas_at date)
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
	select coalesce(a.code, case p_key when -1 then '?' else '—' end), coalesce(a.full_name, case p_key when -1 then 'Không xác định được theo địa giới ngày '
		|| to_char(p_areas_at, 'DD/MM/YYYY') else 'Chưa rõ địa điểm' end)
	from (select) as one left join pakn.area_then(p_tenant, p_key, coalesce(p_areas_at, 'infinity')) a on true
	where p_group = 'area'
	union all
	select coalesce(c.code, '—'), coalesce(c.name, 'Chưa phân loại')
	from (select) as one left join pakn.category c on c.tenant_id = p_tenant and c.category_id = p_key
	where p_group = 'category'
	union all
	select ch.code, ch.name from pakn.channel ch where p_group = 'channel' and ch.channel_id = p_key
	union all
	select k.code, k.name from (values (1, 'site', 'Hiện trường'), (2, 'procedure', 'Thủ tục hành chính'), (3, 'business', 'Doanh nghiệp'), (0, '—', 'Khác')) k (key, code, name)
	where p_group = 'kind' and k.key = p_key
	union all
	select k.code, k.name from (values (1, 'normal', 'Thường'), (2, 'urgent', 'Khẩn cấp'), (0, '—', 'Khác')) k (key, code, name)
	where p_group = 'urgency' and k.key = p_key
	union all
	select t.code, t.name
	from (select p_at at time zone 'Asia/Ho_Chi_Minh' as at) x cross join lateral (values
		('hour', to_char(x.at, 'YYYY-MM-DD"T"HH24'), to_char(x.at, 'HH24:00 DD/MM/YYYY')),
		('day', to_char(x.at, 'YYYY-MM-DD'), to_char(x.at, 'DD/MM/YYYY')),
		('week', to_char(x.at, 'IYYY-"W"IW'), to_char(x.at, '"Tuần" FMIW/IYYY')),
		('month', to_char(x.at, 'YYYY-MM'), to_char(x.at, '"Tháng" FMMM/YYYY')),
		('quarter', to_char(x.at, 'YYYY-"Q"Q'), to_char(x.at, '"Quý" Q/YYYY')),
		('year', to_char(x.at, 'YYYY'), to_char(x.at, '"Năm" YYYY'))) t (time, code, name)
	where pakn.stats_is_time(p_group) and t.time = p_group
$$;
