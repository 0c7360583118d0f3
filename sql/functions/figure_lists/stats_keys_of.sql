-- stats_keys_of: the keys of a province that stand in the row of a code of a question's table: its own, or, of one that became part of
-- the question's, by what they became there.
create or replace function pakn.stats_keys_of(q pakn.stats_question, p_tenant int, p_group text, p_code text)
returns int[]
language plpgsql stable
as $$
declare
	v_noun text := case when p_group in ('agency', 'successor', 'level') then 'agencies' when p_group = 'area' then 'areas' when p_group = 'category' then 'categories' end;
	v_here int[] := pakn.stats_keys(q.tenant_id, p_group, p_code);
	v_there int[];
begin
	if p_tenant = q.tenant_id or v_noun is null then
		return v_here;
	end if;
	v_there := pakn.stats_keys(p_tenant, p_group, p_code);
	return array(
		select k.key
		from (
			select 0 as key
			union all select a.agency_id from pakn.agency a where v_noun = 'agencies' and a.tenant_id = p_tenant
			union all select a.area_id from pakn.area a where v_noun = 'areas' and a.tenant_id = p_tenant
			union all select c.category_id from pakn.category c where v_noun = 'categories' and c.tenant_id = p_tenant) k
			cross join lateral (select pakn.tenant_merge_id(p_tenant, q.tenant_id, v_noun, k.key) as here offset 0) m
		where case when m.here is null then k.key = any (v_there) else m.here = any (v_here) end);
end $$;
