-- The lists behind figures of random questions, on both bases, over a history by chance in which cases also become urgent: what they count comes to
-- what the figure says, page by page.  TESTS_LONG=1: of more reports and questions.
\ir lib/make.psql
select plan(9);
\getenv long TESTS_LONG
\if :{?long}
create table test.size as select 600 as reports, 400 as questions, 1000 as cells;
\else
create table test.size as select 60 as reports, 16 as questions, 25 as cells;
\endif
select pakn.partition_ensure(now() - interval '4 months', now() + interval '1 month') \g /dev/null
-- What lies at the desk without a field is urgent where its field is said to be one of these.
update pakn.routing_rule r set urgency = 'urgent' from pakn.category c where c.tenant_id = 24 and c.category_id = r.category_id and c.code in ('DIEN', 'CX');
select submit((select jsonb_agg(jsonb_build_object('code', 'W' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', null, null])[1 + n % 5], 'kind', (array['site', 'procedure', 'business'])[1 + n % 3],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then 'hotline' end,
		'received_at', now() - interval '60 days' + random() * interval '59 days')) from generate_series(1, s.reports) n)) from test.size s \g /dev/null
\ir lib/ways.psql
select due_by_chance() \g /dev/null

-- classified: what lies at the desk gets a field, and the rules decide, as case_classify has it.
create function test.classified(p_count int) returns bigint language sql as $$
	select count(pakn.report_route(pakn.report_place(r, uuid7(), null, (select c.category_id from pakn.category c where c.tenant_id = 24
		and c.code = (array['DIEN', 'NUOC', 'CX'])[1 + abs(hashtext(r.code)) % 3]), null, 'x'), uuid7(), '{}'))
	from (select x.* from pakn.report x where x.tenant_id = 24 and x.status = 'received' order by random() limit p_count) r
$$;

-- question: a period and groups by chance, of what is shown on both bases.
create function test.question(p_basis text, p_as_of timestamptz) returns pakn.stats_question language plpgsql as $$
declare
	v_from timestamptz := date_trunc('hour', now() - random() * interval '70 days');
	v_groups text[] := '{agency,successor,level,area,category,channel,kind,urgency,month,week,"agency,week","urgency,month","agency,category","category,channel"}';
begin
	return pakn.stats_question(24, null, v_from, date_trunc('hour', v_from + interval '1 hour' + random() * (now() + interval '2 hours' - v_from)), p_as_of, p_basis,
		v_groups[1 + below(cardinality(v_groups))]);
end $$;
-- cells: each count of each row of a question's table.
create function test.cells(q pakn.stats_question) returns table (codes text[], cell text, said bigint) language sql as $$
	select t.codes, f.*
	from pakn.stats_table(q) t
		cross join lateral (
			select s.figure, (t.figures->>s.figure)::bigint from pakn.stats_figures() s where s.kind = 'count' and q.basis = any (s.bases)
			union all
			select o.key, o.value::bigint from jsonb_each_text(t.figures->'outcomes') o) f
$$;
-- differing: of so many of them, whose list comes to something else.
create function test.differing(q pakn.stats_question, p_count int) returns text language sql as $$
	select left(string_agg(format('%s by %s, %s to %s as of %s: %s of %s is %s, listed %s', q.basis, q.groups, q.first, q.until, q.as_of, c.cell, c.codes, c.said, l.n), '; '), 600)
	from (select * from test.cells(q) order by random() limit p_count) c cross join lateral (select coalesce(sum(x.counts), 0) from pakn.stats_listed_page(q, c.codes, c.cell, null, 100000) x) l (n)
	where l.n <> c.said
$$;
-- paged: a list in pages of three.
create function test.paged(q pakn.stats_question, p_codes text[], p_cell text) returns text[] language plpgsql as $$
declare
	v_all text[] := '{}';
	v_page text[];
begin
	loop
		v_page := array(select x.report_id || ' ' || x.event_id from pakn.stats_listed_page(q, p_codes, p_cell, pakn.cursor_encode(v_all[cardinality(v_all)]), 3) x
			order by x.report_id desc, x.event_id desc);
		v_all := v_all || v_page;
		exit when cardinality(v_page) < 3;
	end loop;
	return v_all;
end $$;
-- tried: a question while there is more to do, and another as of some instant before.
create table test.tried (basis text, as_of timestamptz, differing text, mispaged text, taken_out bigint);
create function test.try(p_basis text, p_as_of timestamptz) returns void language plpgsql as $$
declare
	q pakn.stats_question := question(p_basis, p_as_of);
	v_cells int := (select cells from test.size);
begin
	insert into test.tried
	select p_basis, p_as_of, differing(q, v_cells), (select string_agg(concat_ws(' ', q.basis, q.groups, c.codes, c.cell), '; ')
			from (select * from cells(q) x where x.said > 3 order by random() limit 3) c
			where paged(q, c.codes, c.cell) <> array(select x.report_id || ' ' || x.event_id from pakn.stats_listed_page(q, c.codes, c.cell, null, 100000) x
				order by x.report_id desc, x.event_id desc)),
		(select count(*) from pakn.stats_listed_page(q, null, 'handled', null, 100000) x where x.counts < 0);
end $$;
create procedure test.run() language plpgsql as $$
declare
	v_size record;
begin
	select * into v_size from test.size;
	for i in 1 .. v_size.questions loop
		for j in 1 .. 8 * v_size.reports / v_size.questions loop
			perform move();
		end loop;
		if i % 4 = 1 then
			perform classified(4);
		end if;
		perform pakn.stat_overdue(below(20));
		if i % 3 = 0 then
			perform pakn.event_seal(below(400)), pakn.search_follow(below(300)), pakn.stat_fold(below(400));
		end if;
		perform try('handled', null), try('received', null);
		if i % 4 = 0 then
			perform try('handled', now() - random() * interval '30 days'), try('received', now() - random() * interval '30 days');
		end if;
		commit;
	end loop;
end $$;
call test.run();
select cmp_ok((select count(*) from pakn.report where urgencies is not null), '>', 2::bigint, 'some have become urgent');
select cmp_ok((select sum(taken_out) from test.tried), '>', 0::numeric, 'some of what was handled was undone');
select is((select differing from test.tried where basis = 'handled' and as_of is null and differing is not null limit 1), null, 'of the flow, every count of every row opens into what it says');
select is((select differing from test.tried where basis = 'handled' and as_of is not null and differing is not null limit 1), null, 'and as of an instant');
select is((select differing from test.tried where basis = 'received' and differing is not null limit 1), null, 'so it does of what was received');
select is((select mispaged from test.tried where mispaged is not null limit 1), null, 'pages are parts of the whole, in its order');

-- What becomes urgent was not before.
select is_empty($$ select differing(pakn.stats_question(24, null, date_trunc('hour', now()) - interval '1500 hours', date_trunc('hour', now()) + interval '1 hour', a, b, 'urgency'), 1000)
	from unnest('{received,handled}'::text[]) b, unnest(array[null, now()]) a except select null $$, 'figures by urgency open into what they say, too, of what was urgent when it happened');
select is((select string_agg(b::text, ' ') from pakn.stat_rebuild(24, true) b), null, 'and counted anew, none differs');

-- Where report_cell comes from.
select pakn.event_seal(100000), pakn.search_follow(100000), pakn.stat_overdue(100000) \g /dev/null
create table test.cell as select c.* from pakn.cells_standing(24, array(select report_id from pakn.report where tenant_id = 24)) c
union all select c.* from pakn.cells_happened(24, array(select event_id from pakn.report_event where tenant_id = 24)) c;
select is_empty($$ (select * from pakn.report_cell where tenant_id = 24 except all select * from test.cell) union all (select * from test.cell except all select * from pakn.report_cell where tenant_id = 24) $$,
	'followed to the end, where each report counts is written down as it stands');
select * from finish();
