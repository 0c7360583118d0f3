-- The figures of published cases; both bases; cut-offs; groups and pairs; and rollups that are counted anew.
\ir lib/make.psql
select plan(24);

-- store: so many reports as they would be after they went through: received, due, released at, with whom, and in which
-- state, with the events that tell it.
create function test.store(p_n int, p_received timestamptz, p_due timestamptz, p_released timestamptz default null, p_score int default null,
	p_agency int default 1, p_area int default 0, p_category int default 0) returns void language sql as $$
	with ids as materialized (
		select test.uuid7(p_received) as id from generate_series(1, p_n)
	), reports as (
		insert into pakn.report (tenant_id, report_id, code, received_at, channel_id, kind, category_id, urgency, area_id, agency_id, status, version,
			stat_class, publish, anonymous, due_at, accepted_at, released_at, closed_at, description, text_salt, route_reason, score, late_agency_id)
		select 24, i.id, i.id::text, p_received, 1, 'site', p_category, 'normal', p_area, p_agency, case when p_released is null then 'in_progress' else 'resolved' end, 2,
			0, false, false, p_due, p_received, p_released, p_released, 'x', '\x00', 'x', p_score, case when p_due <= coalesce(p_released, now()) then p_agency end
		from ids i
		returning *
	)
	insert into pakn.report_event (tenant_id, event_id, report_id, at, type, actor_kind, to_status, agency_id, category_id, area_id, stat_class, stat_bucket,
		due_at, public)
	select 24, test.uuid7(p_received), r.report_id, p_received, 'received', 'citizen', 'assigned', p_agency, p_category, p_area, 1, 0, p_due, true from reports r
	union all
	select 24, test.uuid7(p_released), r.report_id, p_released, 'approved', 'staff', 'resolved', p_agency, p_category, p_area,
		pakn.stat_class_of(r, p_released), 9, p_due, true from reports r where p_released is not null
$$;
-- counted: gives what was stored its class, and counts all anew.
create function test.counted() returns text language plpgsql as $$
begin
	update pakn.report r set stat_class = pakn.stat_class_of(r, now()), stat_bucket = case when r.released_at is null then 0 else 9 end where r.tenant_id = 24;
	return (select string_agg(distinct b.kept_by, ' and ') from pakn.stat_rebuild(24, false) b);
end $$;
select pakn.partition_ensure('2022-12-01', now() + interval '1 month') \g /dev/null

-- 1. Ho Chi Minh City's 1022, 25 September 12:00 to 25 October 12:00 2025: 14,707 received, 14,311 handled, 396 in progress; of
-- all these 125 are overdue, and in none of the two beside them.
select pakn.tenant_set('bacninh', p_cutoff_day => '25', p_cutoff_hour => '12') \g /dev/null
select store(14206, '2025-10-03 09:00+07', '2025-10-10 17:00+07', '2025-10-08 09:00+07'), store(105, '2025-10-03 09:00+07', '2025-10-10 17:00+07', '2025-10-13 09:00+07'),
	store(376, '2025-10-25 11:59:59+07', '2025-11-25 17:00+07'), store(20, '2025-09-25 12:00+07', '2025-10-02 17:00+07') \g /dev/null
select store(7, '2025-09-25 11:59:59.999+07', '2025-11-25 17:00+07'), store(9, '2025-10-25 12:00+07', '2025-11-25 17:00+07') \g /dev/null
select is(counted(), 'figures and hours', 'what was stored and not counted is found, and counted');
select is((select (received, handled, in_progress, overdue, on_time, late, overdue_open)::text from stats_rows(24, '2025-09-25 12:00+07', '2025-10-25 12:00+07', '2025-10-25 12:00+07', 'agency') where is_total),
	'(14707,14311,396,125,14206,105,20)', 'HCMC: 14,707 = 14,311 + 396, and 125 overdue are a subset of them');
select is((select ((t.figures->>'received')::int, (t.figures->>'handled')::int, (t.figures->>'in_progress')::int, (t.figures->>'overdue')::int)::text
	from pakn.stats_table(pakn.stats_question(24, '2025-10', null, null, '2025-10-25 12:00+07')) t where t.is_total), '(14707,14311,396,125)',
	'the month of October is that from the cut-off to the cut-off, to the second');
select is((select string_agg(t.codes[1] || ' ' || (t.figures->>'received'), ', ' order by t.codes) from pakn.stats_table(pakn.stats_question(24, '2025', null, null, null, null, 'month')) t where not is_total),
	'2025-09 7, 2025-10 14707, 2025-11 9', 'and so are the months of a table');
select is((select string_agg(t.codes[1] || ' ' || (t.figures->>'received'), ', ' order by t.codes) from pakn.stats_table(pakn.stats_question(24, '2025', null, null, null, null, 'quarter')) t where not is_total),
	'2025-Q3 7, 2025-Q4 14716', 'and its quarters');
select is(refusal_of(format('select pakn.tenant_set(''bacninh'', p_cutoff_day => %L, p_cutoff_hour => %L)', d, h)), r, format('a cut-off on the %s at %s', d, h))
from (values ('29', '0', 'PK422 not_a_cutoff'), ('0', '0', 'PK422 not_a_cutoff'), ('25', '24', 'PK422 not_a_cutoff'), ('28', '23', null), ('1', '0', null)) v (d, h, r);

-- 2. Bac Ninh's first nine months of 2023: over 2,100 received, almost 92% handled.
select store(1941, '2023-05-10 09:00+07', '2023-05-17 17:00+07', '2023-05-15 09:00+07'), store(169, '2023-09-28 09:00+07', '2023-10-05 17:00+07', '2023-10-04 09:00+07') \g /dev/null
select counted() \g /dev/null
select is((select (received, handled, rate_handled)::text from stats_rows(24, '2023-01-01 00:00+07', '2023-10-01 00:00+07', '2023-10-01 00:00+07', 'level') where is_total),
	'(2110,1941,91.99)', 'Bac Ninh: of 2,110 in nine months 1,941 were handled when they ended, almost 92%');
select is((select rate_handled from stats_rows(24, '2023-01-01 00:00+07', '2023-10-01 00:00+07', null, 'level') where is_total), 100.00, 'which they all are today: a rate is one of an instant');
select is((select string_agg(concat_ws(' ', code, carried_over, accepted, handled, "left"), ', ' order by code) from stats_rows(24, '2023-01-01 00:00+07', '2023-12-01 00:00+07', null, 'month', p_basis => 'handled') where not is_total),
	'2023-05 0 1941 1941 0, 2023-09 0 169 0 169, 2023-10 169 0 169 0', 'by what was handled, the month after carries over what September left');

-- 3. Ten reports, of which the same six are late and unsatisfied: 40%, not -20%.
select store(6, '2024-03-04 09:00+07', '2024-03-11 17:00+07', '2024-03-13 09:00+07', 1), store(4, '2024-03-04 09:00+07', '2024-03-11 17:00+07', '2024-03-06 09:00+07', 5) \g /dev/null
select counted() \g /dev/null
select is((select (accepted, overdue, unsatisfied, rate_satisfied)::text from stats_rows(24, '2024-03-01 00:00+07', '2024-04-01 00:00+07', null, 'kind') where is_total), '(10,6,6,40.00)',
	'who is late and unsatisfied counts once');

-- 4. Groups and pairs.
select is((select string_agg(g, ', ') from unnest('{agency,successor,level,area,category,channel,kind,urgency,hour,day,week,month,quarter,year}'::text[]) g
	where (select sum(received) from stats_rows(24, '2023-01-01 00:00+07', '2026-01-01 00:00+07', null, g) where not is_total) <> 16843), null, 'every group has all');
select is((select string_agg(p, ' ') from (select a || ',' || b as p from unnest('{agency,area,category,channel,kind,urgency,month}'::text[]) a, unnest('{agency,area,category,channel,kind,urgency,month,day}'::text[]) b) x
	where coalesce(refusal_of(format('select count(*) from pakn.stats_table(pakn.stats_question(24, ''2025'', null, null, null, null, %L))', p)), 'done') not in ('done', 'PK422 invalid')), null,
	'a pair is answered or refused');
select is((select sum((figures->>'received')::int) from pakn.stats_table(pakn.stats_question(24, null, '2025-09-01 00:00+07', '2025-11-01 00:00+07', null, null, 'category,agency')) where not is_total), 14723::bigint,
	'two things together, whichever is named first');
select is((select sum((figures->>'received')::int) from pakn.stats_table(pakn.stats_question(24, null, '2025-09-25 12:00+07', '2025-10-25 12:00+07', null, null, 'agency,area')) where not is_total), 14707::bigint,
	'of any other period than whole months they are recounted');

-- 5. A rollup that is wrong, and what is counted while it is built.
select is(counted(), null, 'counted anew, nothing differs');
update pakn.stat_rollup set on_time = coalesce(on_time, 0) + 1 where tenant_id = 24 and part = 'handled' and dimension = 'channel' and grain = 'month' and starts_at = '2025-10-01 00:00+07';
insert into pakn.stat_duration values (24, 'received', 'area', 'accept', 'day', '2025-10-02 00:00+07', 99999, '{0,0,1}');
select is((select string_agg(b::text, ' ') from pakn.stat_rebuild(24, true) b), '(figures,handled,channel,1) (hours,received,area,1)', 'what is wrong is told by its place, and with --check left alone');
select is((select count(*) from pakn.stat_rebuild(24, false)), 2::bigint, 'and without it is put right');
select is((select count(*) from pakn.stat_rebuild(24, true)), 0::bigint, 'so that nothing differs');
select is(pakn.stat_sample(), null, 'a sample of the figures is right');
select store(3, date_trunc('hour', now()) - interval '2 days', now() + interval '5 days') \g /dev/null
select counted() \g /dev/null
update pakn.stat_rollup set in_time = in_time + 1 where tenant_id = 24 and part = 'arrived' and dimension = 'area' and grain = 'hour' and starts_at = date_trunc('hour', now()) - interval '2 days';
select isnt(pakn.stat_sample(), null, 'a sample that is wrong is told of');
select * from finish();
