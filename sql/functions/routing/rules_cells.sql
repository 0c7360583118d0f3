-- rules_cells: where and when which rules of a version can hold from a time on, as a temporary table rule_cell: a row
-- for each field (0: unknown) and commune or zone (both 0: unknown), kind of sender (0: any, where no rule
-- asks) and period in which nothing changes, and each rule that holds there.  reached: at some moment no rule comes
-- before it.  What lies within a zone only in part counts as outside of it; a zone's rules never come before all that
-- a commune sends, since a report may have no point.
-- Writes: rule_cell
create or replace function pakn.rules_cells(p_tenant int, p_version int, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	create temp table rule_cell on commit drop as
	with scope as materialized (
		select a.area_id, 0 as zone_id, above.area_id as named_area, 0 as named_zone,
			tstzrange(greatest(p_at, a.valid_from), a.valid_to) * tstzrange(above.valid_from, above.valid_to) as period
		from pakn.area a
			left join lateral pakn.area_then(p_tenant, a.area_id, greatest(p_at::date, a.valid_from)) k on true
			left join pakn.area p on p.tenant_id = p_tenant and p.area_id = k.parent_id
			left join lateral pakn.area_then(p_tenant, k.parent_id, greatest(p_at::date, a.valid_from)) h on true
			left join pakn.area top on top.tenant_id = p_tenant and top.area_id = h.parent_id
			cross join lateral (values (0, '-infinity'::timestamptz, 'infinity'::timestamptz), (a.area_id, a.valid_from, a.valid_to),
				(p.area_id, p.valid_from, p.valid_to), (top.area_id, top.valid_from, top.valid_to)) above (area_id, valid_from, valid_to)
		where a.tenant_id = p_tenant and a.level = 'commune' and a.valid_to > p_at and above.area_id is not null
		union all
		select 0, 0, 0, 0, tstzrange(p_at, 'infinity')
		union all
		select 0, z.zone_id, 0, around.zone_id,
			tstzrange(greatest(p_at, z.valid_from), z.valid_to) * tstzrange(around.valid_from, around.valid_to)
		from pakn.zone z
			join pakn.zone around on around.tenant_id = p_tenant and (around.zone_id = z.zone_id
				or exists (select from pakn.zone_overlap o where o.tenant_id = p_tenant and o.zone_id = z.zone_id
					and o.other_id = around.zone_id) and public.st_covers(around.geom, z.geom))
		where z.tenant_id = p_tenant and z.valid_to > p_at
	), field as materialized (
		select 0 as category_id
		union all
		select c.category_id from pakn.category c where c.tenant_id = p_tenant and c.active and c.in_scope
	), cell as materialized (
		select s.area_id, s.zone_id, f.category_id, r.rule_id, r.weight, r.priority, r.senders, r.moments,
			s.period * tstzrange(r.valid_from, r.valid_to) * coalesce(tstzrange(y.valid_from, y.valid_to), '(,)') as period,
			y.agency_id is not null as led
		from scope s
			join pakn.routing_rule r on r.tenant_id = p_tenant and r.area_id = s.named_area and r.zone_id = s.named_zone
				and r.version_from <= p_version and r.version_to > p_version
			left join pakn.agency committee on committee.tenant_id = p_tenant and committee.kind = 'committee'
				and committee.area_id = s.area_id
			left join pakn.agency y on y.tenant_id = p_tenant and y.agency_id = coalesce(r.agency_id, committee.heir_id, committee.agency_id)
			join field f on r.category_id in (f.category_id, 0)
		-- Which committees there are within a zone is not looked into.
		where y.agency_id is not null or s.zone_id > 0
	), bound as (
		select c.area_id, c.zone_id, c.category_id, x.at, lead(x.at) over (partition by c.area_id, c.zone_id, c.category_id order by x.at) as next
		from (select distinct d.area_id, d.zone_id, d.category_id, d.period from cell d where not isempty(d.period)) c
			cross join lateral (values (lower(c.period)), (upper(c.period))) x (at)
	), sender as (
		select k.sender_id::int from pakn.sender_kind k where exists (select from cell c where c.senders <> '{(,)}')
		union all
		select 0 where not exists (select from cell c where c.senders <> '{(,)}')
	)
	select l.area_id, l.zone_id, l.category_id, l.rule_id, l.weight, l.priority, l.sender_id, l.at, l.moments,
		case when l.earlier is null then true when l.earlier @> l.moments then false
			else not pakn.moments_full(l.earlier) end as reached
	from (
		select c.*, k.sender_id, b.at, range_agg(c.moments) filter (where c.led) over (
			partition by c.area_id, c.zone_id, c.category_id, b.at, k.sender_id order by c.weight desc, c.priority desc
			rows between unbounded preceding and 1 preceding) as earlier
		from cell c
			join bound b on (b.area_id, b.zone_id, b.category_id) = (c.area_id, c.zone_id, c.category_id) and b.at < b.next
				and c.period @> b.at
			join sender k on c.senders @> k.sender_id) l;
	create index on rule_cell (area_id, zone_id, category_id);
	analyze rule_cell;
end $$;
