-- urging_sums: how often each agency was reminded, escalated (to whom: steps of the ladder) and urged in a period, how it replied, and
-- what of that waits.
create or replace function pakn.urging_sums(p_tenant int, p_from timestamptz, p_to timestamptz)
returns table (agency_id int, reminded bigint, escalated bigint, to_head bigint, to_desk bigint, to_supervisor bigint, urgings bigint, cases bigint,
	replied bigint, replied_late bigint, waiting bigint, late bigint)
language sql stable
as $$
	select c.agency_id, sum(c.reminded)::bigint, sum(c.escalated)::bigint, sum(c.to_head)::bigint, sum(c.to_desk)::bigint, sum(c.to_supervisor)::bigint,
		sum(c.urgings)::bigint, sum(c.cases)::bigint, sum(c.replied)::bigint, sum(c.replied_late)::bigint, sum(c.waiting)::bigint, sum(c.late)::bigint
	from (
		select e.agency_id, count(*) filter (where e.type = 'reminded') as reminded, count(*) filter (where e.type = 'escalated') as escalated,
			count(*) filter (where 'overdue_head' = any (t.notices)) as to_head, count(*) filter (where 'overdue_desk' = any (t.notices)) as to_desk,
			count(*) filter (where 'overdue_supervisor' = any (t.notices)) as to_supervisor,
			0 as urgings, 0 as cases, 0 as replied, 0 as replied_late, 0 as waiting, 0 as late
		from pakn.report_event e
			cross join lateral (select array_agg(x.notice) as notices from pakn.event_told x
				where x.tenant_id = p_tenant and x.event_id = e.event_id and e.type = 'escalated') t
		where e.tenant_id = p_tenant and e.event_id >= pakn.uuid_floor(p_from - interval '1 day') and e.event_id < pakn.uuid_floor(p_to)
			and e.at >= p_from and e.at < p_to and e.type in ('reminded', 'escalated')
		group by 1
		union all
		select u.agency_id, 0, 0, 0, 0, 0, count(*), sum((select count(*) from pakn.urging_case k where k.tenant_id = p_tenant and k.urging_id = u.urging_id)),
			count(u.replied_at), count(*) filter (where u.replied_at > u.reply_by),
			count(*) filter (where u.replied_at is null and u.reply_by > now()), count(*) filter (where u.replied_at is null and u.reply_by <= now())
		from pakn.urging u
		where u.tenant_id = p_tenant and u.made_at >= p_from and u.made_at < p_to
		group by 1) c
	group by 1
$$;
