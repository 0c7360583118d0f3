-- duplicates_follow: has what is merged into a report follow it: to its agency and deadline, and to the cell in which it counts; with an
-- event for each that moves, by which its figures of any instant can be told.  What its sender withdraws stands for nothing any
-- more: the others go on by themselves.  Call it with the report locked and written.
-- Writes: report, report_event, event_unsealed, stat_delta, and as duplicate_part
create or replace function pakn.duplicates_follow(k pakn.report, p_at timestamptz)
returns void
language plpgsql
as $$
declare
	r pakn.report;
begin
	if k.status = 'withdrawn' then
		for r in select x.* from pakn.report_duplicate d join pakn.report x on x.tenant_id = d.tenant_id and x.report_id = d.report_id
			where d.tenant_id = k.tenant_id and d.kept_id = k.report_id order by x.report_id for update of x
		loop
			perform pakn.duplicate_part(r, pakn.uuid_at(clock_timestamp(), 0), 'system', null, format('Phản ánh %s đã được rút.', k.code));
		end loop;
		return;
	end if;
	with was as materialized (
		select x.*
		from pakn.report_duplicate d join pakn.report x on x.tenant_id = d.tenant_id and x.report_id = d.report_id
		where d.tenant_id = k.tenant_id and d.kept_id = k.report_id and x.status = 'duplicate'
		order by x.report_id
		for update of x
	), now as materialized (
		select w.report_id, pakn.uuid_at(clock_timestamp(), 0) as event_id, k.agency_id, f.due_at, f.late_agency_id,
			c.stat_class, pakn.stat_bucket_of(w, c.stat_class) as stat_bucket
		from was w
			cross join lateral pakn.duplicate_as(w) f
			cross join lateral (select pakn.stat_class_of(w, p_at) as stat_class offset 0) c
	), moved as (
		update pakn.report x set agency_id = n.agency_id, due_at = n.due_at, stat_class = n.stat_class, stat_bucket = n.stat_bucket,
			late_agency_id = n.late_agency_id
		from now n
		where x.tenant_id = k.tenant_id and x.report_id = n.report_id
			and (x.agency_id, x.due_at, x.stat_class, x.stat_bucket, x.late_agency_id)
				is distinct from (n.agency_id, n.due_at, n.stat_class, n.stat_bucket, n.late_agency_id)
		returning x.*, n.event_id
	), told as (
		insert into pakn.report_event
		select m.tenant_id, m.event_id, m.report_id, pakn.report_next_at(m.tenant_id, m.report_id, p_at), a.event_type, 'system', null,
			m.status, m.status, w.agency_id, m.agency_id, m.category_id, m.area_id, m.stat_class, m.stat_bucket, m.due_at, a.public,
			null, false, null, null, m.late_agency_id
		from moved m join was w on w.report_id = m.report_id join pakn.action a on a.action = 'follow'
	), unsealed as (
		insert into pakn.event_unsealed select m.tenant_id, m.event_id from moved m
	)
	insert into pakn.stat_delta
	select m.tenant_id, gen_random_uuid(), c.n, date_trunc('hour', m.received_at), c.agency_id, m.area_id, m.category_id, m.channel_id,
		c.stat_class, c.stat_bucket, m.kind, m.urgency, m.created_by is not null, date_trunc('hour', c.at)
	from moved m join was w on w.report_id = m.report_id
		cross join lateral (select w.stat_class <= 1 and w.due_at <= p_at as passes) p
		cross join lateral (
			select -1 as n, pakn.stat_row(w.stat_class, w.agency_id, w.late_agency_id) as agency_id, w.stat_class, w.stat_bucket,
				case when p.passes then w.due_at else p_at end as at
			union all select 1, w.agency_id, 2::smallint, 0::smallint, w.due_at where p.passes
			union all select -1, w.agency_id, 2, 0, p_at where p.passes
			union all select 1, pakn.stat_row(m.stat_class, m.agency_id, m.late_agency_id), m.stat_class, m.stat_bucket, p_at) c;
end $$;
