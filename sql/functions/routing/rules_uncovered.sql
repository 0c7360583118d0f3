-- rules_uncovered: fields without a rule in some communes of a day, by what rule_cell (rules_cells) has: in all
-- (uncovered), in some (gap), or where rules are only for some senders or hours (partly).
create or replace function pakn.rules_uncovered(p_tenant int, p_at timestamptz)
returns table (kind text, category_id int, pairs bigint, codes text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with covered as (
			select c.category_id, c.area_id, bool_and(c.held) and count(*) = max(c.senders) as wholly
			from (
				select x.category_id, x.area_id,
					case when bool_or(x.moments = '{(,)}') then true else pakn.moments_full(range_agg(x.moments)) end as held,
					(select case when max(y.sender_id) > 0 then (select count(*) from pakn.sender_kind) else 1 end from rule_cell y) as senders
				from rule_cell x
				where x.area_id > 0 and x.category_id > 0 and x.at = p_at
				group by x.category_id, x.area_id, x.sender_id) c
			group by c.category_id, c.area_id
		), pair as (
			select f.category_id, a.code, v.wholly, count(v.wholly) over (partition by f.category_id) as held
			from pakn.category f
				join pakn.area a on a.tenant_id = p_tenant and a.level = 'commune' and a.valid_from <= p_at and p_at < a.valid_to
				left join covered v on v.category_id = f.category_id and v.area_id = a.area_id
			where f.tenant_id = p_tenant and f.active and f.in_scope
		)
		select case when p.wholly is not null then 'partly' when p.held = 0 then 'uncovered' else 'gap' end,
			p.category_id, count(*), array_agg(p.code order by p.code)
		from pair p
		where p.wholly is not true
		group by 1, 2;
end $$;
