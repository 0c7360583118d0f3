-- rules_doubtful: rules of a version that never decide from a time on, as rule_cell (rules_cells) tells, or whose field, place,
-- agency or hours end before them; codes: of the rules that come before, the successors of a unit or
-- an agency, the communes without a committee.
create or replace function pakn.rules_doubtful(p_tenant int, p_version int, p_at timestamptz)
returns table (kind text, rule_id int, pairs bigint, codes text[], agency text, day date)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with rule as materialized (
			select r.*, r.valid_to <= p_at as ended, greatest(r.valid_from, p_at) as since,
				c.active, c.in_scope, y.code as agency, y.valid_to as agency_to, h.code as heir, a.valid_to as area_to, z.valid_to as zone_to
			from pakn.routing_rule r
				left join pakn.category c on c.tenant_id = p_tenant and c.category_id = r.category_id
				left join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = r.agency_id
				left join pakn.agency h on h.tenant_id = p_tenant and h.agency_id = y.heir_id
			left join pakn.area a on a.tenant_id = p_tenant and a.area_id = r.area_id
				left join pakn.zone z on z.tenant_id = p_tenant and z.zone_id = r.zone_id
			where r.tenant_id = p_tenant and r.version_from <= p_version and r.version_to > p_version
		), reach as (
			select c.rule_id, bool_or(c.reached) as ever, bool_or(c.reached and (c.area_id > 0 and c.category_id > 0 or c.zone_id > 0)) as placed,
				bool_or(c.area_id > 0 and c.category_id > 0 or c.zone_id > 0) as somewhere
			from rule_cell c
			group by c.rule_id
		), lapsed as (
			select 'ended' as kind, r.rule_id, '{}'::text[] as codes, null::text as agency, r.valid_to::date as day from rule r where r.ended
			union all
			select case when r.in_scope then 'field_ended' else 'field_out' end, r.rule_id, '{}', null, null
			from rule r where not r.ended and not (r.active and r.in_scope)
			union all
			select case when r.area_to <= r.since then 'unit_ended' else 'unit_ends' end, r.rule_id,
				array(select s.code from pakn.area_successors(p_tenant, r.area_id) s order by 1), null, r.area_to
			from rule r where not r.ended and r.area_to < 'infinity' and (r.area_to < r.valid_to)
			union all
			select case when r.zone_to <= r.since then 'zone_ended' else 'zone_ends' end, r.rule_id, '{}', null, r.zone_to
			from rule r where not r.ended and r.zone_to < 'infinity' and r.zone_to < r.valid_to
			union all
			select case when r.agency_to <= r.since then 'agency_ended' else 'agency_ends' end, r.rule_id,
				array_remove(array[r.heir], null), r.agency, r.agency_to
			from rule r where not r.ended and r.agency_to < 'infinity' and r.agency_to < r.valid_to
			union all
			select 'along_ends', r.rule_id, '{}', along.code, along.valid_to
			from rule r join pakn.agency along on along.tenant_id = p_tenant and along.agency_id = any (r.coordinating)
			where not r.ended and along.valid_to < 'infinity' and along.valid_to < r.valid_to
			union all
			select 'no_hours', r.rule_id, '{}', null, null
			from rule r where not r.ended and not pakn.moments_come(p_tenant, r.moments, tstzrange(r.since, r.valid_to))
		), lost as materialized (
			select x.* from reach x
			where x.somewhere and not x.placed and not exists (select from lapsed l where l.rule_id = x.rule_id and l.kind = 'no_hours')
		), sample as (
			-- Some cells tell what comes before a rule as well as thousands.
			select c.*, row_number() over (partition by c.rule_id order by c.area_id, c.zone_id, c.category_id) as place
			from rule_cell c
			where c.rule_id in (select l.rule_id from lost l) and (c.area_id > 0 or c.zone_id > 0)
		), earlier as (
			select c.rule_id, (array_agg(distinct w.rule_id order by w.rule_id))[1:10]::text[] as codes
			from sample c
				join rule_cell w on (w.area_id, w.zone_id, w.category_id, w.at, w.sender_id) = (c.area_id, c.zone_id, c.category_id, c.at, c.sender_id)
					and (w.weight, w.priority) > (c.weight, c.priority)
			where c.place <= 50 and not exists (select from lapsed l where l.rule_id = w.rule_id and l.kind = 'no_hours')
			group by c.rule_id
		)
		select l.kind, l.rule_id, null::bigint, l.codes, l.agency, l.day from lapsed l
		union all
		select case when l.ever then 'placeless' else 'shadowed' end, l.rule_id, null, b.codes, null, null
		from lost l left join earlier b on b.rule_id = l.rule_id
		union all
		select 'nowhere', r.rule_id, null, '{}', null, null
		from rule r
		where not exists (select from rule_cell c where c.rule_id = r.rule_id) and not exists (select from lapsed l where l.rule_id = r.rule_id)
		union all
		select 'no_committee', r.rule_id, count(*), array_agg(a.code order by a.code), null, null
		from rule r
			join pakn.area a on a.tenant_id = p_tenant and a.level = 'commune' and a.valid_from <= r.since and r.since < a.valid_to
			left join lateral pakn.area_then(p_tenant, a.area_id, r.since::date) k on true
			left join lateral pakn.area_then(p_tenant, k.parent_id, r.since::date) p on true
		where not r.ended and r.agency_id is null and r.zone_id = 0 and r.area_id in (0, a.area_id, k.parent_id, p.parent_id)
			and not exists (select from pakn.agency c
				join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = coalesce(c.heir_id, c.agency_id)
				where c.tenant_id = p_tenant and c.kind = 'committee' and c.area_id = a.area_id
					and y.valid_from <= r.since and r.since < y.valid_to)
		group by r.rule_id;
end $$;
