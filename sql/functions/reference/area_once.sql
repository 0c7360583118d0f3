-- area_once: what became, by an instant, of a commune that had ended by then: ended is true, and the rest is the one
-- commune that it is now, however often that changed; null where it was split.  No row: there was none of this code.
-- Not inlined, as caller_once.
create or replace function pakn.area_once(p_tenant int, p_code text, p_at timestamptz)
returns table (ended boolean, area_id int, code text, full_name text)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		select true, heir.area_id, heir.code, heir.full_name
		from pakn.area_ended(p_tenant, p_code, p_at::date) old
			left join lateral (
			select min(a.area_id) as area_id, min(a.code) as code, min(a.full_name) as full_name
			from pakn.areas_on(p_tenant, array[old.area_id], p_at::date) o
				join pakn.area a on a.tenant_id = p_tenant and a.area_id = o.on_id and a.level = 'commune'
			having count(*) = 1) heir on true;
end $$;
