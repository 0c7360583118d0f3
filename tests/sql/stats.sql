-- The statistics: periods put together from months, days and hours, percentiles, what counts as refused, and the table as CSV.
-- What cannot be polished: polish.sql.
\ir lib/make.psql
select plan(45);

select pakn.partition_ensure(now() - interval '7 months', now() + interval '1 month') \g /dev/null
select login('supervisor'), login('operator') \g /dev/null

-- 1. Reports of five months, many on the edges of hours, days and months.
create function test.received() returns timestamptz language plpgsql as $$
declare
	v_at timestamptz := now() - random() * interval '140 days';
begin
	return least(now(), case below(8) when 0 then date_trunc('month', v_at) when 1 then date_trunc('day', v_at) when 2 then date_trunc('hour', v_at)
		when 3 then date_trunc('day', v_at) - interval '1 millisecond' when 4 then date_trunc('month', v_at) - interval '1 millisecond'
		when 5 then now() - random() * interval '2 days' else v_at end);
end $$;
select submit((select jsonb_agg(jsonb_build_object('code', 'S' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'CX'])[1 + below(5)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)],
		'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then (array['hotline', 'desk', 'paper'])[1 + below(3)] end,
		'received_at', received())) from generate_series(1, 1000) n)) \g /dev/null

-- act: one action of the desk, or of the head of the agency that has the report.
create function test.act(p_report uuid, p_action text, p_agency text default null, p_role text default 'dispatcher') returns text
language plpgsql as $$
declare
	r record;
begin
	select x.version, a.code into r from pakn.report x join pakn.agency a on a.tenant_id = 24 and a.agency_id = x.agency_id
	where x.tenant_id = 24 and x.report_id = p_report;
	return sqlstate_of(format('select pakn.case_move(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, %L, %L, %L, null)',
		login(p_role, case when p_role = 'dispatcher' then 'TT1022' else r.code end), '\x01', p_report, r.version, p_action, p_agency, 'Lý do', 'Nội dung'));
end $$;

-- Two in three are answered, some of those are closed or sent back, some others are refused.
select count(*) from (select act(report_id, 'answer') from pakn.report where status = 'received') x \g /dev/null
select count(*) from (select act(report_id, 'accept', null, 'head') from pakn.report where status = 'assigned' and random() < 0.8) x \g /dev/null
select count(*) from (select act(report_id, 'answer', null, 'head') from pakn.report where status = 'in_progress' and random() < 0.8) x \g /dev/null
select count(*) from (select act(report_id, 'approve', null, 'head') from pakn.report where status = 'answered' and released_at is null and random() < 0.8) x \g /dev/null
select count(*) from (select act(report_id, 'reject') from pakn.report where status = 'assigned' and random() < 0.5) x \g /dev/null
select count(*) from (select act(report_id, 'send-back') from pakn.report where status = 'resolved' and random() < 0.1) x \g /dev/null
select cmp_ok((select count(distinct stat_class) from pakn.report), '>=', 6::bigint, 'the reports stand in six classes');

-- direct: the figures of a period, counted one by one; read: as they are read.
create function test.direct(p_dimension text, p_from timestamptz, p_to timestamptz) returns table (key int, what text, n bigint)
language sql as $$
	select x.key, w, sum(x.n)::bigint
	from (select case p_dimension when 'agency' then r.agency_id when 'area' then r.area_id when 'category' then r.category_id else r.channel_id end as key,
			pakn.stat_class_of(r, now())::int as stat_class, r.stat_bucket::int, count(*) as n
		from pakn.report r where r.tenant_id = 24 and r.received_at >= p_from and r.received_at < p_to group by 1, 2, 3) x, worth(x.stat_class, x.stat_bucket) w
	group by 1, 2
	union all
	select case p_dimension when 'agency' then r.agency_id when 'area' then r.area_id when 'category' then r.category_id else r.channel_id end, 'entered', count(*)
	from pakn.report r where r.tenant_id = 24 and r.received_at >= p_from and r.received_at < p_to and r.created_by is not null group by 1
$$;
create function test.read(p_dimension text, p_from timestamptz, p_to timestamptz) returns table (key int, what text, n bigint)
language sql as $$ select c.key, c.what, c.n from counts(p_dimension, p_from, p_to) c $$;
-- period_fault: a period whose cells are not those that one counts; null where there is none among so many.
create function test.period_fault(p_periods int) returns text language plpgsql as $$
declare
	v_from timestamptz;
	v_to timestamptz;
	v_dimension text;
begin
	for i in 1 .. p_periods loop
		v_from := date_trunc((array['hour', 'hour', 'day', 'month'])[1 + below(4)], now() - interval '150 days' + random() * interval '150 days');
		v_to := case below(4) when 0 then date_trunc('month', v_from + random() * interval '160 days') when 1 then date_trunc('day', v_from + random() * interval '60 days')
			else date_trunc('hour', v_from + random() ^ 4 * interval '200 days') end;
		continue when v_to <= v_from;
		v_dimension := (array['agency', 'area', 'category', 'channel'])[1 + below(4)];
		if exists ((select * from read(v_dimension, v_from, v_to) except select * from direct(v_dimension, v_from, v_to))
			union all (select * from direct(v_dimension, v_from, v_to) except select * from read(v_dimension, v_from, v_to))) then
			return format('%s from %s to %s', v_dimension, v_from, v_to);
		end if;
	end loop;
	return null;
end $$;
select is(period_fault(25), null, 'any period counts right while nothing is folded');
select pakn.stat_fold(800) \g /dev/null
select is(period_fault(25), null, 'any period counts right while half is folded');
select pakn.stat_fold(1000000) \g /dev/null
select is(period_fault(25), null, 'any period counts right when all is folded');
select pakn.stat_overdue(1000000) \g /dev/null
select is(period_fault(25), null, 'any period counts right when the passing of due is recorded');
select pakn.stat_fold(1000000) \g /dev/null
select is(period_fault(25), null, 'any period counts right when that is folded too');
select is((select sum(coalesce(refused, 0) + coalesce(on_time, 0) + coalesce(late, 0) + coalesce(in_time, 0) + coalesce(overdue, 0)) from pakn.stat_rollup where tenant_id = 24 and part::text in ('arrived', b::text) and dimension = d and grain = g), 1000::bigint,
	format('every report counts once by %s in the %ss of what was %s', d, g, b))
from unnest('{agency,channel}'::pakn.stat_kept[]) d, unnest('{hour,day,month,year}'::pakn.stat_grain[]) g, unnest('{received,handled}'::pakn.stat_basis[]) b;

-- 2. The table.
create table test.setting as select date_trunc('month', now()) - interval '6 months' as first, date_trunc('hour', now()) + interval '2 hours' as last;
select is((select string_agg(g, ', ') from test.setting, unnest('{agency,successor,level,area,category,channel,month}'::text[]) g,
		lateral (select array[sum(received), sum(refused), sum(accepted), sum(handled), sum(on_time), sum(late), sum(in_progress), sum(overdue), sum(overdue_open)] as f
			from stats_rows(24, first, last, null, g) where not is_total) parts,
		lateral (select array[received, refused, accepted, handled, on_time, late, in_progress, overdue, overdue_open]::numeric[] as f
			from stats_rows(24, first, last, null, g) where is_total) total
	where parts.f is distinct from total.f), null, 'the rows of every table add up to its total');
select is((select string_agg(distinct (received, refused, accepted, handled, on_time, late, in_progress, overdue, median_hours, p90_hours)::text, ' and ')
	from test.setting, unnest('{agency,successor,level,area,category,channel,month}'::text[]) g, stats_rows(24, first, last, null, g) where is_total),
	(select (received, refused, accepted, handled, on_time, late, in_progress, overdue, median_hours, p90_hours)::text from test.setting, stats_rows(24, first, last, null, 'area') where is_total),
	'the total is the same however it is grouped');
select is_empty($$ select s.code, e.* from test.setting, stats_rows(24, first, last, null, 'category') s
		join lateral (select percentile_disc(0.5) within group (order by m) as median, percentile_disc(0.9) within group (order by m) as p90
			from (select pakn.working_minutes(24, 1, r.received_at, r.released_at) as m from pakn.report r left join pakn.category c on c.tenant_id = 24 and c.category_id = r.category_id
				where r.tenant_id = 24 and r.stat_class in (3, 4) and (s.is_total or c.code = s.code)) x) e on true
	where s.median_hours * 60 not between e.median / 1.05 - 0.3 and e.median * 1.05 + 0.3 or s.p90_hours * 60 not between e.p90 / 1.05 - 0.3 and e.p90 * 1.05 + 0.3
		or (s.median_hours is null) <> (e.median is null) $$, 'median and 90th percentile are at most 5% off');
select is_empty($$ select m from generate_series(1, 300000, 7) m where pakn.stat_bucket_minutes(pakn.stat_bucket(m)) not between m / 1.05 and m * 1.05
	union all select m from generate_series(1, 2000) m where pakn.stat_bucket_minutes(pakn.stat_bucket(m)) not between m / 1.05 and m * 1.05 $$,
	'the middle of the class of any duration is at most 5% off');
select is(((pakn.stats_resolution(login('supervisor'), 24, null, '2020-01-01 00:00+07', '2020-02-01 00:00+07', null, null, 'agency', 'vi')).body::jsonb->'total') - '{code,name}'::text[],
	pakn.stats_nothing(), 'a period in which nothing was received has noughts for a total, and no rates');
select is((select string_agg(k, ', ') from jsonb_object_keys(pakn.stats_nothing()) k where not f ? k), null,
	'every figure has its formula beside it')
from (select (pakn.stats_resolution(login('supervisor'), 24, null, first, last, null, null, 'agency', l)).body::jsonb->'formula' as f from test.setting, unnest('{vi,en}'::text[]) l) x;
select is(refusal_of(format('select pakn.stats_resolution(%L, 24, null, %L, %L, null, %L, %L, null)', login(v.role), v.f, v.t, v.basis, 'agency')), v.refusal, v.said)
from (values ('supervisor', '2026-01-01 00:00+07', '2026-01-01 00:00+07', null, 'PK422 invalid', 'an empty period is refused'),
	('supervisor', '2026-01-01 00:30+07', '2026-02-01 00:00+07', null, 'PK422 invalid', 'a period that begins within an hour is refused'),
	('supervisor', '2026-01-01 00:00+07', '2026-02-01 00:00:00.000001+07', null, 'PK422 invalid', 'a period that ends within an hour is refused'),
	('supervisor', '2026-01-01 00:00+07', '2026-02-01 00:00+07', 'both', 'PK422 invalid', 'a basis that is none is refused'),
	('supervisor', '2026-01-01 00:00+07', '2026-02-01 00:00+07', 'received', null, 'a supervisor may read'),
	('operator', '2026-01-01 00:00+07', '2026-02-01 00:00+07', null, 'PK403 forbidden', 'an operator may not')) v (role, f, t, basis, refusal, said);

-- 3. Refused means before acceptance and before due.
create function test.class_name(p_status text, p_accepted bool, p_closed interval, p_asked interval) returns text language sql as $$
	select c.name from pakn.stat_class c where c.stat_class = pakn.stat_class_of(jsonb_populate_record(null::pakn.report, jsonb_build_object('status', p_status,
		'due_at', '2026-03-11 17:00+07', 'accepted_at', case when p_accepted then '2026-03-03 08:00+07' end,
		'closed_at', timestamptz '2026-03-11 17:00+07' + p_closed)), timestamptz '2026-03-11 17:00+07' + p_asked)
$$;
select is((select string_agg(s, ', ') from unnest('{rejected,duplicate,withdrawn,no_reply,transferred_out}'::text[]) s
	where class_name(s, false, '-1 second', '-1 second') <> s or class_name(s, false, '-1 second', '1 year') <> s), null,
	'a report that is refused before acceptance and before due counts as refused, for ever');
select is((select string_agg(s, ', ') from unnest('{rejected,duplicate,withdrawn,no_reply,transferred_out}'::text[]) s
	where class_name(s, true, '-1 second', '-1 second') <> 'refused_after_acceptance'), null, 'one that was accepted stays accepted');
select is((select string_agg(s, ', ') from unnest('{rejected,duplicate,withdrawn,no_reply,transferred_out}'::text[]) s
	where class_name(s, false, '0', '0') <> 'refused_after_acceptance'), null, 'one that is refused at its due instant or later counts as handled, never on time');
select is_empty('select * from pakn.stat_class where stat_class = 10 and (on_time <> 0 or refused <> 0)', 'what is refused after acceptance is neither refused nor on time');
select is((select string_agg(format('%s %s %s', l, r, c.name), ', ' order by l, r) from unnest('{false,true}'::bool[]) l, unnest('{0,1}'::int[]) r,
		lateral (select c.name from pakn.stat_class c where c.stat_class = pakn.stat_class_of(jsonb_populate_record(null::pakn.report, jsonb_build_object('status', 'resolved',
			'due_at', '2026-03-11 17:00+07', 'late_round', l, 'released_at', timestamptz '2026-03-11 17:00+07' + r * interval '1 microsecond')), now())) c),
	'f 0 handled_on_time, f 1 handled_late, t 0 handled_late, t 1 handled_late', 'on time is what was released at its due instant or before, in every round');

-- 4. Tables that are taken away.
update pakn.agency set name = E'=HYPERLINK("http://x","Sở, \r\n""A""")' where tenant_id = 24 and code = 'PCBN';
create table test.line as select l.place, l.line::jsonb as line from test.setting,
	string_to_table(rtrim((pakn.stats_resolution_sheet(login('supervisor'), 24, null, first, last, null, null, 'agency', 'vi')).body, E'\n'), E'\n') with ordinality l (line, place);
select is((select array_agg(place) filter (where place = 1 or line ? 'notes') from line where jsonb_typeof(line) = 'object'), (select array[1, 2 + count(*)]
	from line where jsonb_array_length(case jsonb_typeof(line) when 'array' then line end) = (select 3 + count(*) from pakn.stats_figures() f left join pakn.outcome o on f.kind = 'counts' where 'received' = any (f.bases))),
	'a table is a head, rows with a cell for code, name, each figure and each outcome, and notes');
select results_eq($$ select c->>'key', c->>'kind' from test.line, jsonb_array_elements(line->'columns') with ordinality x (c, i) where place = 1 order by i limit 18 $$,
	$$ values ('code', 'text'), ('name', 'text'), ('received', 'count'), ('refused', 'count'), ('refused_rejected', 'count'), ('refused_duplicate', 'count'), ('refused_withdrawn', 'count'), ('refused_no_reply', 'count'), ('refused_transferred_out', 'count'), ('accepted', 'count'), ('handled', 'count'), ('on_time', 'count'),
		('late', 'count'), ('in_progress', 'count'), ('overdue', 'count'), ('overdue_open', 'count'), ('rate_handled', 'percent'), ('rate_on_time', 'percent') $$,
	'its columns are the figures, each of its kind');
select is((select line from line where line->>0 = 'PCBN') #>> '{1}', E'=HYPERLINK("http://x","Sở, \r\n""A""")', 'a name of any characters is in it as it is');
select is((select array_agg(x.v::bigint order by x.i) from line, jsonb_array_elements_text(line) with ordinality x (v, i) where line->>0 = 'PCBN' and (x.i between 3 and 4 or x.i between 10 and 16)),
	(select array[received, refused, accepted, handled, on_time, late, in_progress, overdue, overdue_open] from test.setting, stats_rows(24, first, last, null, 'agency') where code = 'PCBN'),
	'it holds the same figures as the table');
select is((select array_agg(f.figure) from pakn.stats_figures() f where 'received' = any (f.bases) and not exists (select from line where line->>0 = f.title_vi and line->>1 = f.formula_vi)), null,
	'behind it stands the formula of every figure');
select * from finish();
