-- area_once: what became of a commune that had ended by an instant: ended is true, and the rest is the one commune
-- that it became; null where it was split.  No row: there was none of this code.
-- Not inlined, as caller_once.
create or replace function pakn.area_once(p_tenant int, p_code text, p_at timestamptz)
returns table (ended boolean, area_id int, code text, full_name text)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		select true, heir.area_id, heir.code, heir.full_name
		from (
			select a.area_id
			from pakn.area a
			where a.tenant_id = p_tenant and a.code = p_code and a.level = 'commune' and a.valid_to <= p_at::date
			order by a.valid_to desc
			limit 1) old
			left join lateral (
			select min(s.area_id) as area_id, min(s.code) as code, min(s.full_name) as full_name
			from pakn.area_successors(p_tenant, old.area_id) s
			where s.level = 'commune' and s.valid_from <= p_at::date and p_at::date < s.valid_to
			having count(*) = 1) heir on true;
end $$;
