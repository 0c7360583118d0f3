-- An old system's reports (reports_import): random histories, and what must then agree: events, work items,
-- figures at any instant and from any day on, the chain.
\ir lib/make.psql
\ir lib/ledger.psql
\ir lib/lines.psql
select plan(24);

select pakn.partition_cover(array(select generate_series(now() - interval '4 years', now(), interval '20 days'))) \g /dev/null
create table test.given as select n as no, h.* from generate_series(1, 1500) n, lateral test.history(n) h;
create function test.lines(p_from int, p_to int) returns test.line[] language sql as $$
	select array_agg(row(g.code, g.received_at, g.category, g.description, g.lat, g.lon, g.area, g.status, g.agency, g.due_at, g.accepted_at, g.answered_at,
		g.released_at, g.closed_at, g.answer, g.reason, g.phone)::test.line order by g.no) from test.given g where g.no between p_from and p_to
$$;

-- 1. Taken once.
select results_eq('select * from take(lines(1, 1000))', $$ values (null::int, null::text, 1000::bigint, 0::bigint, 0::bigint) $$, 'a thousand histories are taken');
select pakn.stat_fold(1000000) \g /dev/null
select results_eq('select * from take(lines(1, 1500))', $$ values (null::int, null::text, 500::bigint, 0::bigint, 1000::bigint) $$, 'of a longer file only what is new');
select results_eq('select * from take(lines(1, 1500))', $$ values (null::int, null::text, 0::bigint, 0::bigint, 1500::bigint) $$, 'and nothing the next time');
select is((select count(*) from pakn.report), 1500::bigint, 'each line is one report');
select is((select count(*) from pakn.report_rest) + (select count(*) from pakn.report_event_rest), 0::bigint, 'all lie in the parts of their months');

-- 2. What agrees with what.
select is_empty($$ select r.code, r.status, e.* from pakn.report r, lateral (select x.to_status, x.agency_id, x.stat_bucket, x.due_at from pakn.report_event x
		where x.tenant_id = r.tenant_id and x.report_id = r.report_id order by x.at desc, x.event_id desc limit 1) e
	where (r.status, r.agency_id, r.stat_bucket, r.due_at) is distinct from (e.to_status, e.agency_id, e.stat_bucket, e.due_at) $$,
	'the last event tells how a report stands');
select is_empty($$ select r.code from pakn.report r where r.version <> (select count(*) from pakn.report_event e where e.report_id = r.report_id) $$,
	'the version counts the events');
select is_empty($$ select e.event_id from (select e.*, lag(e.to_status) over w as before, lag(e.event_id) over w as id_before
		from pakn.report_event e window w as (partition by e.report_id order by e.at, e.event_id)) e
	where e.from_status is distinct from e.before or e.id_before > e.event_id $$, 'each event goes on where the one before ended, in the order of the ids');
select is_empty($$ select event_id from pakn.report_event where not imported or pakn.uuid_time(event_id) <> at $$, 'each is marked and dated');
select is_empty($$ select r.code from pakn.report r where r.stat_class <> pakn.stat_class_of(r, now()) $$, 'each counts in its class');
select is_empty($$ select coalesce(r.code, w.report_id::text) from pakn.report r
		full join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id
		join pakn.tenant t on t.tenant_id = 24
	where (r.closed_at is null) <> (w.report_id is not null) or w.agency_id <> case when r.released_at is not null then t.desk_id else r.agency_id end
		or (w.status, w.stat_class, w.due_at) is distinct from (r.status, r.stat_class, r.due_at) and w.report_id is not null $$,
	'what is open waits with who has to act, and only that');
select pakn.event_seal(1000000) \g /dev/null
select pakn.notice_follow(true, 1000000) \g /dev/null
select is_empty('select * from pakn.outbox', 'nobody gets a notice');
select is((select pakn.event_verify(24)), null, 'the chain is whole');

-- 3. The figures of periods and days from which on reports count, against the lines themselves.
-- class_then: how a line counted at an instant, by what it says.
create function test.class_then(g test.given, p_due timestamptz, p_approval boolean, p_at timestamptz) returns int language sql as $$
	select case
		when g.status in ('rejected', 'withdrawn', 'duplicate', 'no_reply', 'transferred_out') and g.closed_at <= p_at then
			case when g.accepted_at is not null or g.closed_at >= p_due then 10
				else (select k.stat_class from pakn.stat_class k where k.name = g.status) end
		when coalesce(g.released_at, case g.status when 'closed' then g.closed_at when 'answered' then case when not p_approval then g.answered_at end end) <= p_at then
			case when coalesce(g.released_at, g.closed_at, g.answered_at) <= p_due then 3 else 4 end
		when p_due <= p_at then 2
		else 1 end
$$;
-- cells: counts by agency or by area, as text; those of all keys together.
create function test.cells(p_dimension text, p_from timestamptz, p_to timestamptz, p_as_of timestamptz) returns text language sql as $$
	select coalesce(string_agg(x.what || '=' || x.n, ' ' order by x.what), '')
	from (select c.what, sum(c.n) as n from counts(p_dimension, p_from, p_to, p_as_of) c where c.what not like 'class %' group by 1 having sum(c.n) <> 0) x
$$;
-- fault: a period and an instant whose figures are not those of the lines; null where there is none among so many.
create function test.fault(p_tries int) returns text language plpgsql as $$
declare
	v_from timestamptz;
	v_to timestamptz;
	v_as_of timestamptz;
	v_counted timestamptz;
	v_told text;
begin
	for i in 1 .. p_tries loop
		v_from := date_trunc('hour', now() - random() * interval '1200 days');
		v_to := v_from + (1 + below(9000)) * interval '1 hour';
		v_as_of := case when i % 2 = 0 then now() else v_from + random() * interval '400 days' end;
		v_counted := case below(4) when 0 then '-infinity' else date_trunc('day', now() - random() * interval '1200 days') end;
		update pakn.tenant set counted_from = v_counted where tenant_id = 24;
		v_told := (select coalesce(string_agg(x.w || '=' || x.n, ' ' order by x.w), '') from (
			select w, count(*) as n
			from (
				select test.class_then(g, r.due_at, a.needs_approval, v_as_of) as stat_class from test.given g
					join pakn.report r on r.code = g.code join pakn.agency a on a.tenant_id = 24 and a.agency_id = r.agency_id
				where g.received_at >= v_from and g.received_at < v_to and g.received_at >= v_counted and g.received_at <= v_as_of
				union all
				select 73 from test.given g where g.status = 'withdrawn' and g.closed_at <= v_as_of
					and g.received_at >= v_from and g.received_at < v_to and g.received_at >= v_counted) c, worth(c.stat_class, 0) w
			group by 1) x);
		if v_told <> cells('agency', v_from, v_to, v_as_of) then
			return format('recount from %s to %s as of %s, counted from %s: %s, not %s', v_from, v_to, v_as_of, v_counted, cells('agency', v_from, v_to, v_as_of), v_told);
		end if;
		if v_as_of = now() and cells('area', v_from, v_to, null) <> cells('area', v_from, v_to, now()) then
			return format('cells from %s to %s, counted from %s', v_from, v_to, v_counted);
		end if;
	end loop;
	return null;
end $$;
select is(fault(120), null, 'the figures of any period, at any instant, counted from any day, are those of the lines');
select pakn.stat_fold(1000000) \g /dev/null
select is(fault(120), null, 'and so they are when all is folded');
update pakn.tenant set counted_from = '-infinity' where tenant_id = 24;

-- 4. The stored thing is never changed, and a mistake leaves nothing behind.
create table test.before as select r.* from pakn.report r;
select results_eq($$ select line, problem from take(array(select (l.code, l.received_at, l.category, case when l.code = 'CU-7' then 'anders' else l.description end, l.lat, l.lon,
		l.area, l.status, l.agency, l.due_at, l.accepted_at, l.answered_at, l.released_at, l.closed_at, l.answer, l.reason, l.phone)::test.line from unnest(lines(6, 8)) l)) $$,
	$$ values (2, 'code: "CU-7" is known already, with other content') $$, 'another description for a known code is named');
select results_eq($$ select line, problem from take(array[row('MOI-1', now() - interval '1 day', null, 'x', null, null, null, 'open', null, null, null, null, null, null, null, null, null)::test.line,
		row('MOI-2', now() - interval '1 day', 'XX', 'x', null, null, '00000', 'open', null, null, null, null, null, now(), null, null, null)::test.line]) order by 2 $$,
	$$ values (2, 'area_code: "00000" is no commune of this province'), (2, 'category_code: "XX" is not known in this province'), (2, 'closed_at: must be empty where the status is open') $$,
	'all mistakes of a line are told at once');
select is_empty('(select * from test.before except select * from pakn.report) union all (select * from pakn.report except select * from test.before)', 'neither left a trace');
select is((select extract(year from min(starts_at)) from pakn.working_block where tenant_id = 24), 2023::numeric, 'the calendar begins where it did');
select take(array[row('XUA-1', '2015-02-03 10:00+07', 'HTGT', 'x', null, null, null, 'withdrawn', null, null, null, null, null, '2015-02-03 11:00+07', null, null, null)::test.line]) \g /dev/null
select is((select due_at from pakn.report where code = 'XUA-1'), '2015-02-12 17:00+07'::timestamptz, 'and reaches back for an older report, whose deadline is seven working days later');
update pakn.tenant set desk_id = null where tenant_id = 24;
select is(refusal_of('select * from take(lines(1, 1))'), 'PK422 no_desk', 'a province without a desk takes none');
select is(test.spans_fault(), null, 'the ledger of what was imported has the holders that the history tells');
select is_empty($$ select m, x.key, i from unnest(enum_range(null::pakn.stat_measure)) m,
		lateral (select 1 as side, c.* from pakn.stats_durations(24, 'received', 'agency', '2000-01-01', date_trunc('hour', now()) + interval '1 hour', null, null, m) c
			union all select -1, c.* from pakn.stats_durations(24, 'received', 'agency', '2000-01-01', date_trunc('hour', now()) + interval '1 hour', null, now(), m) c) x,
		generate_subscripts(x.counts, 1) i
	group by 1, 2, 3 having sum(x.side * x.counts[i]) <> 0 $$, 'how long imported reports took is as their events tell it');
select is((select refusal_of(format('select pakn.case_separate(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L)', login('dispatcher'), '\x01', r.report_id, r.version, 'Khác chỗ'))
	from pakn.report r where r.status = 'duplicate' limit 1), 'PK409 not_allowed_now', 'what an old system had merged is part of nothing that is known');
select * from finish();
