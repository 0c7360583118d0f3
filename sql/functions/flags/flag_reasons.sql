-- flag_reasons: why a thing was flagged, of flags that wait, the most frequent reason first.
create or replace function pakn.flag_reasons(i pakn.flag_item, p_lang text)
returns json
language sql stable
as $$
	select coalesce(json_agg(json_build_object('reason', n.reason, 'name', case when p_lang = 'en' then c.name_en else c.name end,
		'count', n.count) order by n.count desc, n.reason), '[]')
	from (select f.reason, count(*) as count from pakn.flag f
			where f.tenant_id = i.tenant_id and f.report_id = i.report_id and f.item = i.item and f.closed_at is null
			group by f.reason) n
		join pakn.flag_reason c on c.reason = n.reason
$$;
