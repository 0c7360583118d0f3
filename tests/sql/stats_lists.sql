-- The lists behind figures: each as long as its figure says, now and as of then, page by page, whoever has the reports meanwhile.
\ir lib/make.psql
select plan(11);

select pakn.partition_ensure(now() - interval '4 months', now() + interval '1 month') \g /dev/null
select login('supervisor'), login('head', 'SXD') \g /dev/null

-- 1. Reports of three months, and all that staff do to them.
select submit((select jsonb_agg(jsonb_build_object('code', 'L' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC'])[1 + below(4)],
		'kind', (array['site', 'procedure', 'business'])[1 + n % 3], 'digest', case when n % 5 = 0 then login('operator') end, 'channel', case when n % 5 = 0 then 'hotline' end,
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'received_at', now() - random() * interval '80 days')) from generate_series(1, 200) n)) \g /dev/null
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
select act(report_id, 'accept', null, 'head') from pakn.report where status = 'assigned' and random() < 0.8 \g /dev/null
select act(report_id, 'return', null, 'head') from pakn.report where status = 'assigned' and random() < 0.5 \g /dev/null
select act(report_id, 'answer', null, 'head') from pakn.report where status = 'in_progress' and random() < 0.7 \g /dev/null
select act(report_id, 'approve', null, 'head') from pakn.report where status = 'answered' and released_at is null and random() < 0.9 \g /dev/null
select act(report_id, 'reject') from pakn.report where status = 'assigned' and random() < 0.5 \g /dev/null
select act(report_id, 'request-info', null, 'head') from pakn.report where status = 'in_progress' and random() < 0.3 \g /dev/null
select pakn.stat_overdue(100) \g /dev/null
-- All other ways in which a report ends, and what happens to one.
create function test.done(p_count int, p_action text, p_to text) returns bigint language sql as $$
	select count(pakn.report_move(r, test.uuid7(), p_action, coalesce(p_to, r.status), 'staff', null, null, 'Vì thử', null))
	from (select x.* from pakn.report x where x.tenant_id = 24 and x.closed_at is null
		and (p_to is null or x.accepted_at is null and x.due_at > now()) order by random() limit p_count) r
$$;
select done(2, 'withdraw', 'withdrawn'), done(2, 'reject', 'transferred_out'), done(2, 'reject', 'no_reply'), done(4, 'urge', null), done(4, 'escalate', null), done(3, 'grant', null) \g /dev/null
-- Handed on after its deadline: it stays in the row of whoever led then.
select act(report_id, 'assign', (array['NSBN', 'PCBN', 'SXD'])[1 + below(3)]) from pakn.report where closed_at is null and due_at <= now() and random() < 0.5 \g /dev/null
select pakn.event_seal(100000), pakn.search_follow(100000) \g /dev/null
-- What the search does not know yet.
select act(report_id, 'assign', (array['NSBN', 'PCBN', 'SXD'])[1 + below(3)]) from (select report_id from pakn.report where closed_at is null order by random() limit 30) r \g /dev/null
select act(report_id, 'accept', null, 'head') from (select report_id from pakn.report where status = 'assigned' order by random() limit 20) r \g /dev/null

-- 2. As long as the figures say.
create function test.question(p_group text, p_as_of timestamptz, p_areas_at date default null) returns pakn.stats_question language sql as $$
	select pakn.stats_question(24, null, date_trunc('hour', now() - interval '81 days'), date_trunc('hour', now()) + interval '1 hour', p_as_of, null, p_group, p_areas_at)
$$;
create function test.wrong(q pakn.stats_question) returns table (groups text, codes text[], cell text, said bigint, listed bigint) language sql as $$
	select q.groups::text, t.codes, f.cell, f.said, x.n
	from pakn.stats_table(q) t
		cross join lateral (
			select s.figure, (t.figures->>s.figure)::bigint from pakn.stats_figures() s where s.kind = 'count' and 'received' = any (s.bases)
			union all
			select o.key, o.value::bigint from jsonb_each_text(t.figures->'outcomes') o) f (cell, said)
		cross join lateral (select count(*) from pakn.stats_listed_page(q, t.codes, f.cell, null, 10000)) x (n)
	where x.n <> f.said
$$;
create table test.told as select f.figure, max((t.figures->>f.figure)::bigint) as n from pakn.stats_table(question('agency', null)) t, pakn.stats_figures() f
where f.kind = 'count' and 'received' = any (f.bases) group by 1;
select is_empty($$ select * from test.told where n = 0 and figure not in ('reopened', 'rated', 'transferred', 'unaccepted', 'refused_duplicate') $$, 'there is something in the figures');
select cmp_ok((select count(*) from pakn.report where late_agency_id <> agency_id), '>', 3::bigint, 'late reports have been handed on');
select is_empty($$ select w.* from unnest('{agency,level,area,kind,urgency,week,month}'::text[]) g, lateral wrong(question(g, null)) w $$,
	'now, every count of every row of every table opens into as many');
select is_empty($$ select w.* from wrong(pakn.stats_question(24, null, date_trunc('hour', now()) - interval '100 hours', null, null, null, 'hour')) w
		union all select w.* from unnest('{"agency,category","kind,month"}'::text[]) g, lateral wrong(pakn.stats_question(24, to_char(now() - interval '1 month', 'YYYY-MM'), null, null, null, null, g)) w $$,
	'and so does every count by hours, and of two groups together');
update pakn.tenant set cutoff_day = 25, cutoff_hour = 12 where tenant_id = 24;
select is_empty($$ select w.* from unnest('{quarter,"urgency,month"}'::text[]) g, lateral wrong(question(g, null)) w $$, 'by months that begin on another day, too');
update pakn.tenant set cutoff_day = 1, cutoff_hour = 0 where tenant_id = 24;
select is_empty($$ select w.* from wrong(question('agency', now())) w $$, 'and as of an instant');
select is_empty($$ select w.* from wrong(question('area', null, current_date)) w $$, 'and by the units of a day');

-- 3. Page by page.
create function test.walked(p_cell text, p_row text, p_as_of timestamptz) returns table (codes text[], pages int) language plpgsql as $$
declare
	q pakn.stats_question := question('agency', p_as_of);
	v_cursor text;
	v_answer json;
begin
	pages := 0;
	codes := '{}';
	loop
		v_answer := (pakn.stats_cases(login('supervisor'), 24, null, q.first, q.until, p_as_of, null, 'agency', null, null, null, p_cell, p_row, 'vi', v_cursor, 3)).body;
		codes := codes || array(select i->>'code' from json_array_elements(v_answer->'items') i);
		pages := pages + 1;
		v_cursor := v_answer->>'next_cursor';
		exit when v_cursor is null;
	end loop;
	return next;
end $$;
select is_empty($$ select c.cell, t.as_of, w.codes from (values ('accepted'), ('on_time'), ('overdue'), ('returned')) c (cell), (values (null), (now())) t (as_of), lateral walked(c.cell, null, t.as_of) w
	where w.codes <> array(select r.code from pakn.stats_listed_page(question('agency', t.as_of), null, c.cell, null, 10000) p join pakn.report r on r.report_id = p.report_id
		order by p.report_id desc, p.event_id desc) or w.pages <> greatest(1, ceil(cardinality(w.codes) / 3.0)) $$, 'pages are parts of the whole, the newest first, none twice and none left out');

-- 4. Who asks for what.
select is((select array[sqlstate_of(format('select pakn.stats_cases(%L, 24, null, null, null, null, null, null, null, null, null, %L, %L, ''vi'', null, null)', login('supervisor'), 'rate_handled', null)),
	sqlstate_of(format('select pakn.stats_cases(%L, 24, null, null, null, null, null, null, null, null, null, %L, %L, ''vi'', null, null)', login('supervisor'), 'late', 'SXD,HTGT')),
	sqlstate_of(format('select pakn.stats_cases(%L, 24, null, null, null, null, null, null, null, null, null, %L, %L, ''vi'', %L, null)', login('supervisor'), 'late', 'SXD', 'eA'))]),
	'{PK422,PK422,PK422}', 'a rate is no list, two codes are no row of one group, a word no cursor');
select is((select array_agg(sqlstate_of(format('select pakn.stats_cases(%L, 24, null, null, null, null, null, null, null, null, null, %L, %L, ''vi'', null, null)', login('head', 'SXD'), 'received', r)) order by n)
	from unnest(array['SXD', 'NSBN', null]) with ordinality x (r, n)), '{00000,PK403,PK403}', 'a head opens the row of the own agency, and no other');
select results_eq($$ select l.line::json->>0 from test.question('agency', null) q, string_to_table(rtrim((pakn.stats_cases_sheet(login('supervisor'), 24, null, q.first, q.until, null, null,
		'agency', null, null, null, 'returned', null, 'vi', null, 1000)).body, E'\n'), E'\n') with ordinality l (line, n) where l.line like '[%' and json_array_length(l.line::json) = 20 order by n $$,
	$$ select unnest(codes) from test.walked('returned', null, null) $$, 'it is taken away with as many rows');
select * from finish();
