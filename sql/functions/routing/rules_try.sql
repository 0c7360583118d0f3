-- rules_try: decides the reports of some days (those of a week from a time on, but before p_until) anew by the version that
-- rules_try_begin has put in force: by what they were when they came, whatever was decided since.  What goes another
-- way is added to tried.  Answers when the next one came, null at the end, and how many there were until now.
-- Who sent a report whose version asked nothing of senders is told by its channel (sql/README.md).  What was not up to rules
-- then, since it was out of scope or of the province, or in doubt, or an older system had given it to somebody, is not now.
-- Writes: tried, tried_sum
create or replace function pakn.rules_try(p_tenant int, p_from timestamptz, p_until timestamptz)
returns table (next timestamptz, total bigint)
language plpgsql
	-- Each week has parts of its own.
	set plan_cache_mode = force_custom_plan set jit = off
as $$
#variable_conflict use_column
declare
	v_until timestamptz := least(p_from + interval '7 days', p_until);
	v_low uuid := pakn.uuid_floor(greatest(p_from, '2000-01-01'));
	v_high uuid := pakn.uuid_floor(v_until);
begin
	with looked as materialized (
		select r.report_id, r.code, r.received_at, e.category_id, e.area_id, e.agency_id as old_agency, said.old_rule, d.rule_id as new_rule,
			coalesce(d.agency_id, t.desk_id) as new_agency, said.by_rules,
			said.by_rules and v.by_senders and r.route_facts is null and r.kind <> 'business' and r.created_by is null and not e.imported
				as guessed
		from pakn.report r
			join pakn.tenant t on t.tenant_id = p_tenant
			join pakn.channel ch on ch.channel_id = r.channel_id
			join pakn.routing_version v on v.tenant_id = p_tenant and v.effective_at < 'infinity'
			left join pakn.report_event near on near.tenant_id = p_tenant and near.report_id = r.report_id and near.type = 'received'
				and near.event_id >= v_low and near.event_id < v_high
			-- Of what was entered later, its first event lies elsewhere.
			left join lateral (select x.* from pakn.report_event x where x.tenant_id = p_tenant and x.report_id = r.report_id
				and x.type = 'received' and near.report_id is null offset 0) late on true
			cross join lateral (select coalesce(near.category_id, late.category_id) as category_id, coalesce(near.area_id, late.area_id) as area_id,
				coalesce(near.agency_id, late.agency_id) as agency_id, coalesce(near.imported, late.imported) as imported offset 0) e
			left join pakn.category c on c.tenant_id = p_tenant and c.category_id = e.category_id
			cross join lateral (select case when r.first_route is null then r.rule_id else (r.first_route->>'rule')::int end as old_rule offset 0) was
			cross join lateral (select was.old_rule, coalesce(c.in_scope, true) and not (r.lat is not null and e.area_id = 0) and r.review is null
				and not (e.imported and was.old_rule is null and r.rule_version is null) as by_rules,
				coalesce((r.route_facts->>'sender')::int, case when r.kind = 'business' then 4 when r.created_by is not null then 2
					when e.imported or ch.by_staff or ch.code = 'web' then 1 else 3 end) as sender offset 0) said
			left join lateral pakn.route_find(p_tenant, e.category_id, e.area_id, r.received_at, r.lon, r.lat, said.sender) d on said.by_rules
		where r.tenant_id = p_tenant and r.report_id >= v_low and r.report_id < v_high
	), other as (
		insert into tried (report_id, code, received_at, category_id, area_id, old_agency, old_rule, new_agency, new_rule)
		select l.report_id, l.code, l.received_at, l.category_id, l.area_id, l.old_agency, l.old_rule, l.new_agency, l.new_rule
		from looked l
		where l.by_rules and coalesce(l.old_rule, l.new_rule) is not null
			and (l.old_agency, l.old_rule) is distinct from (l.new_agency, l.new_rule)
		order by l.report_id
		returning report_id
	)
	insert into tried_sum
	select count(*), count(*) filter (where l.by_rules) - (select count(*) from other), count(*) filter (where not l.by_rules),
		count(*) filter (where l.guessed)
	from looked l;
	v_low := (select r.report_id from pakn.report r
		where r.tenant_id = p_tenant and r.report_id >= v_high and r.report_id < pakn.uuid_floor(p_until)
		order by r.report_id
		limit 1);
	return query select pakn.uuid_time(v_low), sum(s.asked)::bigint from tried_sum s;
end $$;
