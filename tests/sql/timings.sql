-- How long reports took: counted by changes, folded or not, as the events tell it; the first answer stays.
\ir lib/make.psql
select plan(15);

select pakn.partition_ensure(now() - interval '4 months', now() + interval '1 month') \g /dev/null
select login('supervisor'), login('operator'), login('importer') \g /dev/null
select submit((select jsonb_agg(jsonb_build_object('code', 'T' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'CX'])[1 + below(4)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'received_at', now() - random() * interval '60 days')) from generate_series(1, 70) n)) \g /dev/null

-- told_by_events: the durations as the events alone tell them, by whoever had the report then.
create function test.told_by_events(p_dimension text, p_from timestamptz, p_to timestamptz, p_measure pakn.stat_measure) returns table (key int, counts int[]) language sql as $$
	select h.key, pakn.histogram_of(array_agg(h.bucket), array_agg(h.n)) from (
		select pakn.stat_key(p_dimension, e.agency_id, e.area_id, e.category_id, r.channel_id, r.kind, r.urgency) as key,
			pakn.stat_bucket(pakn.working_minutes(24, t.office_calendar_id, r.received_at, e.at)) as bucket, count(*) as n
		from pakn.report r
			join pakn.tenant t on t.tenant_id = 24
			cross join lateral (select x.* from pakn.report_event x where x.tenant_id = 24 and x.report_id = r.report_id
				and (x.type = 'answered' or p_measure = 'accept' and x.type = 'accepted') order by x.at, x.event_id limit 1) e
		where r.tenant_id = 24 and r.received_at >= p_from and r.received_at < p_to
		group by 1, 2) h
	group by 1
$$;
-- step: has somebody do something with a report at an instant after what was last; what cannot be done now is left.
create function test.step(p_report uuid) returns void language plpgsql as $$
declare
	r pakn.report;
	v_to int;
	a record;
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.report_id = p_report;
	select l.action, l.to_status into a
	from pakn.lifecycle l where l.from_status = r.status
		and l.action = any ('{accept,answer,approve,send-back,reopen,return,assign,transfer,reject,rate}') and l.to_status is not null and l.to_status <> '='
	order by case when l.action = 'reject' then 2 + random() else random() end limit 1;
	if a.action is null or a.action = 'reject' and random() < 0.9 then
		return;
	end if;
	v_to := (select x.agency_id from pakn.agency x where x.tenant_id = 24 and x.level = 'commune' and x.agency_id <> r.agency_id order by random() limit 1);
	perform pakn.report_move(r, uuid7(), a.action, a.to_status, 'staff', null, case when a.action in ('assign', 'transfer') then v_to end, 'Lời', case a.action when 'answer' then 'fixed' when 'rate' then '3' end,
		least(now(), pakn.report_last_at(24, p_report) + random() * random() * interval '20 days'));
end $$;
create function test.same(p_from timestamptz, p_to timestamptz) returns text language sql as $$
	select string_agg(distinct d || ' ' || m, ', ')
	from unnest('{agency,area,category,channel}'::text[]) d, unnest('{accept,answer}'::pakn.stat_measure[]) m,
		lateral (select x.key, i from (select c.key, 1 as side, c.counts from pakn.stats_durations(24, 'received', d, p_from, p_to, null, null, m) c
				union all select c.key, -1, c.counts from told_by_events(d, p_from, p_to, m) c) x, generate_subscripts(x.counts, 1) i
			group by 1, 2 having sum(x.side * x.counts[i]) <> 0) y
$$;
create table test.span as select date_trunc('month', now()) - interval '3 months' as first, date_trunc('hour', now()) + interval '1 hour' as last;
create function test.round(p_no int) returns setof text language plpgsql as $$
begin
	perform step(report_id) from pakn.report where tenant_id = 24 and (p_no < 4 or random() < 0.5);
	if p_no % 2 = 0 then
		perform pakn.stat_fold(case p_no when 2 then 100 else 100000 end);
	end if;
	return next is((select same(first, last) from test.span), null, format('after round %s everything is as the events tell it', p_no));
end $$;
select round(n) from generate_series(1, 5) n;
select is((select string_agg(s, ', ') from test.span, generate_series(first, last, interval '19 days 5 hours') f, same(date_trunc('hour', f), date_trunc('hour', f + random() * interval '40 days')) s),
	null, 'and so is any period');

select is_empty('select * from pakn.stat_rebuild(24, true)', 'counted anew, it is the same');
select cmp_ok((select count(*) from pakn.report where tenant_id = 24 and answer_bucket > 0 and stat_bucket = 0), '>', 5::bigint, 'some were answered first, and are open again');
select is_empty($$ select r.code from pakn.report r where r.tenant_id = 24 and (r.answer_bucket > 0) <> exists (select from pakn.report_event e
	where e.tenant_id = 24 and e.report_id = r.report_id and e.type = 'answered') $$, 'nothing undoes a first answer');
-- A report is placed elsewhere.
select pakn.report_place(r, uuid7(), (select a.area_id from pakn.area a where a.tenant_id = 24 and a.code = '07228'), null, null, 'Ở đây')
from (select * from pakn.report x where x.tenant_id = 24 and x.answer_bucket > 0 and x.status = 'in_progress' limit 5) r \g /dev/null
select is((select same(first, last) from test.span), null, 'what is placed elsewhere counts where it was accepted and answered');

create table test.answer as select (pakn.stats_timings(login('supervisor'), 24, null, first, last, 'category', 'vi')).body::jsonb as body from test.span;
select is_empty($$ select m, e.* from test.answer, unnest('{accept,answer,release}'::text[]) m,
	lateral (select percentile_disc(0.5) within group (order by x.minutes) as median, percentile_disc(0.9) within group (order by x.minutes) as p90, count(*) as n
		from (select pakn.working_minutes(24, 1, r.received_at, case m when 'release' then r.released_at else (select min(e.at) from pakn.report_event e where e.tenant_id = 24 and e.report_id = r.report_id
				and e.type = any (case m when 'accept' then '{accepted,answered}'::text[] else '{answered}' end)) end) as minutes
			from pakn.report r where r.tenant_id = 24 and case m when 'accept' then r.accept_bucket when 'answer' then r.answer_bucket else r.stat_bucket end > 0) x) e
	where (body->'total'->m->>'reports')::int <> e.n or e.median > 60 and (body->'total'->m->>'median_hours')::numeric * 60 not between e.median / 1.06 and e.median * 1.06
		or e.p90 > 60 and (body->'total'->m->>'p90_hours')::numeric * 60 not between e.p90 / 1.06 and e.p90 * 1.06 $$, 'median and 90th percentile are at most 5% off, beside rounding');
select is((select sum((r->m->>'reports')::int)::bigint from jsonb_array_elements(body->'rows') r), (body->'total'->m->>'reports')::bigint, 'the rows add up, to ' || m)
from test.answer, unnest('{accept,answer}'::text[]) m;
select is((select sum((c->>'reports')::int) from jsonb_array_elements(body->'total'->'accept'->'classes') c), (body->'total'->'accept'->>'reports')::bigint, 'and so do the classes') from test.answer;
select is(refusal_of(format('select pakn.stats_timings(%L, 24, null, null, null, null, null)', login('operator'))), 'PK403 forbidden', 'an operator may not read them');
select * from finish();
