-- 0041 timings: how long reports took to be accepted, first answered and released.

-- Classes of working time (stat_bucket), as the calendar was when it happened; 0: not yet.  That of the release is stat_bucket.
alter table pakn.report
	add column accept_bucket smallint not null default 0,
	add column answer_bucket smallint not null default 0;

-- Changes of the timings, written with what caused them, and folded by timing_fold().  received_hour: of the report.
create table pakn.timing_delta (
	tenant_id     int not null,
	delta_id      uuid not null,
	n             smallint not null,
	received_hour timestamptz not null,
	agency_id     int not null,
	area_id       int not null,
	category_id   int not null,
	channel_id    smallint not null,
	measure       text not null check (measure in ('accept', 'answer', 'release')),
	bucket        smallint not null,
	primary key (tenant_id, delta_id)
);
-- Reports by class of working time: histograms of any two times or groups add up.
create table pakn.timing_rollup (
	tenant_id int not null,
	dimension text not null check (dimension in ('agency', 'area', 'category', 'channel')),
	grain     text not null check (grain in ('hour', 'day', 'month')),
	starts_at timestamptz not null,
	key       int not null,
	measure   text not null,
	bucket    smallint not null,
	n         int not null,
	primary key (tenant_id, dimension, grain, starts_at, key, measure, bucket)
) with (fillfactor = 70);

-- What has happened so far, as the history tells it.  There is none where the functions are not there yet.
do $$
begin
	if not exists (select from pakn.report) then
		return;
	end if;
	update pakn.report r set accept_bucket = t.accept, answer_bucket = t.answer
	from (
		select e.tenant_id, e.report_id,
			pakn.stat_bucket(pakn.working_minutes(e.tenant_id, k.office_calendar_id, x.received_at, min(e.at))) as accept,
			case when bool_or(e.type = 'answered') then pakn.stat_bucket(pakn.working_minutes(e.tenant_id, k.office_calendar_id, x.received_at,
				min(e.at) filter (where e.type = 'answered'))) else 0 end as answer
		from pakn.report_event e
			join pakn.report x on x.tenant_id = e.tenant_id and x.report_id = e.report_id
			join pakn.tenant k on k.tenant_id = e.tenant_id
		where e.type in ('accepted', 'answered') or e.type = 'transferred' and e.to_status = 'in_progress'
		group by e.tenant_id, e.report_id, x.received_at, k.office_calendar_id
	) t
	where r.tenant_id = t.tenant_id and r.report_id = t.report_id;
	-- What goes on in another province took there what it had taken before, and counts there alone.
	update pakn.report r set accept_bucket = o.accept_bucket, answer_bucket = o.answer_bucket
	from pakn.report o
	where r.origin ? 'merged' and o.report_id = r.report_id and o.tenant_id = (r.origin->'merged'->'tenants'->>-1)::int and r.accept_bucket = 0;
	insert into pakn.timing_delta
	select r.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id, r.channel_id,
		m.measure, m.bucket
	from pakn.report r
		cross join lateral (values ('accept', r.accept_bucket), ('answer', r.answer_bucket), ('release',
			case when r.released_at is not null and r.status in ('answered', 'resolved', 'archived') then r.stat_bucket else 0 end)) m (measure, bucket)
	where m.bucket > 0 and not exists (select from pakn.report_event e
		where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'moved_out');
end $$;
