-- An old system's reports (reports_import): random histories, and what must then agree: events, work items,
-- figures at any instant and from any day on, the chain.
\ir lib/make.psql
select plan(21);

select pakn.partition_cover(array(select generate_series(now() - interval '4 years', now(), interval '20 days'))) \g /dev/null

create type test.line as (code text, received_at timestamptz, category text, description text, lat float8, lon float8, area text,
	status text, agency text, due_at timestamptz, accepted_at timestamptz, answered_at timestamptz, released_at timestamptz,
	closed_at timestamptz, answer text, reason text, phone text);

-- take: imports lines; what is null in all of them is a column that the file does not have.
create function test.take(p_lines test.line[]) returns table (line int, problem text, added bigint, changed bigint, same bigint)
language sql as $$
	select i.line, i.field || ': ' || (i.words->>'en'), i.added, i.changed, i.same
	from (select array_agg(ordinality::int) as lines, array_agg(code || ' ' || code) as codes, array_agg(received_at) as received, array_agg(category) as categories,
			array_agg(description) as descriptions, array_agg(lat) as lats, array_agg(lon) as lons, array_agg(area) as areas, array_agg(status) as statuses,
			array_agg(agency) as agencies, array_agg(due_at) as due, array_agg(accepted_at) as accepted, array_agg(answered_at) as answered,
			array_agg(released_at) as released, array_agg(closed_at) as closed, array_agg(answer) as answers, array_agg(reason) as reasons, array_agg(phone) as phones
		from unnest(p_lines) with ordinality) l,
		pakn.reports_import(24, lines, codes, received, categories, descriptions, null, null, lats, lons, null, areas, statuses, agencies, null, due,
			accepted, answered, released, closed, answers, null, reasons, null, null, null, null, phones, null) i
$$;

-- later: an instant after another and not in the future.
create function test.later(p_at timestamptz) returns timestamptz language sql volatile as $$
	select date_trunc('milliseconds', least(now(), p_at + case below(6) when 0 then interval '0' when 1 then interval '1 minute' else random() * random() * interval '90 days' end))
$$;

-- history: a line that is right, of any status.
create function test.history(p_no int) returns test.line language plpgsql as $$
declare
	l test.line;
begin
	l.code := 'CU-' || p_no;
	l.description := 'Phản ánh cũ ' || p_no;
	l.received_at := date_trunc('milliseconds', now() - random() * interval '1200 days');
	l.status := (array['received', 'assigned', 'in_progress', 'answered', 'resolved', 'resolved', 'resolved', 'rejected', 'withdrawn', 'duplicate', 'no_reply', 'transferred_out', 'open', 'closed'])[1 + below(14)];
	l.category := (array['HTGT', 'DIEN', 'CX', 'KHAC', null])[1 + below(5)];
	l.area := (array['07210', '09187', null])[1 + below(3)];
	l.agency := (array['SXD', 'TT1022', null, null])[1 + below(4)];
	l.due_at := case when below(2) = 0 then l.received_at + interval '1 second' + random() * interval '40 days' end;
	l.phone := case when below(3) = 0 then '+84903123456' end;
	l.accepted_at := case when l.status = 'in_progress' or l.status not in ('received', 'assigned', 'open') and below(2) = 0 then later(l.received_at) end;
	if l.status in ('answered', 'resolved', 'closed') then
		l.answer := case when l.status <> 'closed' or below(2) = 0 then 'Trả lời ' || p_no end;
		l.answered_at := case when l.status = 'answered' or below(2) = 0 then later(coalesce(l.accepted_at, l.received_at)) end;
		l.released_at := case when l.status = 'resolved' or l.status = 'closed' and below(2) = 0 then later(coalesce(l.answered_at, l.accepted_at, l.received_at)) end;
	end if;
	if l.status not in ('received', 'assigned', 'open', 'in_progress', 'answered') and (l.status <> 'resolved' or below(2) = 0) then
		l.closed_at := later(coalesce(l.released_at, l.answered_at, l.accepted_at, l.received_at));
	end if;
	l.reason := case when l.status = 'rejected' or l.status in ('withdrawn', 'duplicate') and below(2) = 0 then 'Lý do ' || p_no end;
	return l;
end $$;
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
create function test.cells(p_rows text) returns text language plpgsql as $$
declare
	v_cells text;
begin
	execute 'select string_agg(key || ''/'' || stat_class || ''='' || n, '' '' order by key, stat_class) from (select key, stat_class, sum(n) as n from ('
		|| p_rows || ') x group by 1, 2 having sum(n) <> 0) y' into v_cells;
	return coalesce(v_cells, '');
end $$;
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
		v_told := cells(format('select 0 as key, test.class_then(g, r.due_at, a.needs_approval, %L) as stat_class, 1 as n from test.given g
			join pakn.report r on r.code = g.code join pakn.agency a on a.tenant_id = 24 and a.agency_id = r.agency_id
			where g.received_at >= %L and g.received_at < %L and g.received_at >= %L and g.received_at <= %L', v_as_of, v_from, v_to, v_counted, v_as_of));
		if v_told <> cells(format('select 0 as key, c.stat_class, c.n from pakn.stats_recount(24, ''agency'', %L, %L, %L) c', v_from, v_to, v_as_of)) then
			return format('recount from %s to %s as of %s, counted from %s', v_from, v_to, v_as_of, v_counted);
		end if;
		if v_as_of = now() and cells(format('select c.* from pakn.stats_cells(24, ''area'', %L, %L) c', v_from, v_to))
				<> cells(format('select c.* from pakn.stats_recount(24, ''area'', %L, %L, now()) c', v_from, v_to)) then
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
select * from finish();
