-- area_ended: the commune that had a code last, of those that had ended by a day; no row: none had it.
-- Written to be inlined.
create or replace function pakn.area_ended(p_tenant int, p_code text, p_day date)
returns setof pakn.area
language sql stable
as $$
	select a.*
	from pakn.area a
	where a.tenant_id = p_tenant and a.code = p_code and a.level = 'commune' and a.valid_to <= p_day
	order by a.valid_to desc
	limit 1
$$;
