-- Random histories: reports go through every kind of action at random times of two months, while chores run; at random moments the
-- figures of random periods, on both bases, are those that a slow recount finds, which walks the events of each report by
-- their types, times, deadlines and agencies alone.  TESTS_LONG=1: of many more reports.
\ir lib/make.psql
select plan(5);
\getenv long TESTS_LONG
\if :{?long}
create table test.size as select 20000 as reports, 400 as rounds;
\else
create table test.size as select 120 as reports, 8 as rounds;
\endif
select pakn.partition_ensure(now() - interval '4 months', now() + interval '1 month') \g /dev/null
select submit((select jsonb_agg(jsonb_build_object('code', 'H' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'CX'])[1 + below(5)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then 'hotline' end,
		'received_at', now() - interval '60 days' + random() * interval '59 days')) from generate_series(1, s.reports) n)) from test.size s \g /dev/null
\ir lib/ways.psql
select due_by_chance() \g /dev/null

-- stood: how a report stood just before an instant, or, with what happens at it, at it.
create function test.stood(p_report uuid, p_at timestamptz, p_with boolean, out state text, out row_id int) language plpgsql as $$
declare
	e record;
	v_accepted bool := false;
	v_released timestamptz;
	v_ended timestamptz;
	v_round bool := false;          -- some round was late
	v_led int;                      -- who led when the deadline of this round passed
	v_passed bool := false;
	v_lead int;
	v_due timestamptz;
begin
	for e in select x.*, a.needs_approval from pakn.report_event x join pakn.agency a on a.tenant_id = 24 and a.agency_id = x.agency_id
		where x.tenant_id = 24 and x.report_id = p_report and (x.at < p_at or p_with and x.at = p_at) order by x.at, x.event_id
	loop
		-- Without an answer in time, or with one that is sent back after it.
		if v_ended is null and not v_passed and v_due <= e.at and (v_released is null or v_released > v_due or e.type = 'sent_back') then
			v_passed := true;
			v_led := v_lead;
		end if;
		case e.type
			when 'accepted' then v_accepted := true;
			when 'answered' then
				v_accepted := true;
				v_released := case when not e.needs_approval then e.at end;
			when 'approved' then v_released := coalesce(v_released, e.at);
			when 'sent_back' then
				v_round := v_round or coalesce(v_released > v_due, false);
				v_released := null;
			when 'reopened' then
				v_round := v_round or coalesce(v_released > v_due, false);
				v_released := null;
				v_passed := false;
			when 'rejected' then v_ended := e.at;
			when 'withdrawn' then v_ended := e.at;
			else null;
		end case;
		-- A pause that ends outside working time leaves a deadline that is over.
		if v_ended is null and v_released is null and not v_passed and e.due_at <= e.at and e.type = 'resumed' then
			v_passed := true;
			v_led := v_lead;
		end if;
		v_lead := e.agency_id;
		v_due := e.due_at;
	end loop;
	if v_lead is null then
		return;
	end if;
	if v_ended is null and v_released is null and not v_passed and (v_due < p_at or p_with and v_due = p_at) then
		v_passed := true;
		v_led := v_lead;
	end if;
	state := case when v_ended is not null then case when v_accepted or v_ended >= v_due then 'H2' else 'R' end
		when v_released is not null then case when v_released <= v_due and not v_round then 'H1' else 'H2' end
		when v_due < p_at or p_with and v_due = p_at then 'P2' else 'P1' end;
	row_id := case when state in ('H2', 'P2') then coalesce(v_led, v_lead) else v_lead end;
end $$;

-- told: figures by agency, channel or month of receipt as the walk finds them.
create function test.told(p_from timestamptz, p_to timestamptz, p_as_of timestamptz, p_basis text, p_group text) returns table (code text, figures jsonb) language sql as $$
	with stood as materialized (
		select r.report_id, r.received_at, x.place, s.state, case p_group when 'agency' then (select a.code from pakn.agency a where a.tenant_id = 24 and a.agency_id = s.row_id)
			when 'channel' then (select c.code from pakn.channel c where c.channel_id = r.channel_id) else 'total' end as code
		from pakn.report r
			cross join lateral (select 1 as place, p_as_of as at, true as including where p_basis = 'received' and r.received_at >= p_from and r.received_at < p_to and r.received_at <= p_as_of
				union all select 0, least(p_from, p_as_of), p_from > p_as_of where p_basis = 'handled' union all select 1, least(p_to, p_as_of), p_to > p_as_of where p_basis = 'handled') x
			cross join lateral stood(r.report_id, x.at, x.including) s
		where r.tenant_id = 24 and s.state is not null
	), sums as (
		select s.code, count(*) filter (where place = 1) as n1, count(*) filter (where place = 0) as n0, c.*
		from stood s cross join lateral (select 2 * place - 1 as sign) g
			cross join lateral (select (state = 'R')::int * sign as r, (state = 'H1')::int * sign as h1, (state = 'H2')::int * sign as h2, (state = 'P1')::int * sign as p1,
				(state = 'P2')::int * sign as p2, case when place = 0 and state in ('P1', 'P2') then 1 else 0 end as c, case when place = 0 and state = 'P2' then 1 else 0 end as c2) c
		group by s.code, c.r, c.h1, c.h2, c.p1, c.p2, c.c, c.c2
	), added as (
		select code, sum(r * n) as r, sum(h1 * n) as h1, sum(h2 * n) as h2, sum(p1 * n) as p1, sum(p2 * n) as p2, sum(c * n) as c, sum(c2 * n) as c2
		from (select *, n0 + n1 as n from sums) s group by code
	)
	select code, jsonb_strip_nulls(jsonb_build_object('refused', r, 'on_time', h1, 'late', h2, 'accepted', h1 + h2 + p1 + p2, 'handled', h1 + h2,
		'in_progress', case when p_basis = 'received' then p1 + p2 end, 'overdue_open', case when p_basis = 'received' then p2 end,
		'carried_over', case when p_basis = 'handled' then c end, 'carried_overdue', case when p_basis = 'handled' then c2 end,
		'left', case when p_basis = 'handled' then c + p1 + p2 end, 'left_overdue', case when p_basis = 'handled' then c2 + p2 end))
	from added
	where (r, h1, h2, p1, p2, c) <> (0, 0, 0, 0, 0, 0)
$$;
-- fault: where the figures are not those of the walk; null where they are.
create function test.fault(p_as_of timestamptz) returns text language plpgsql as $$
declare
	v_from timestamptz := date_trunc('hour', now() - random() * interval '70 days');
	v_to timestamptz := date_trunc('hour', v_from + interval '1 hour' + random() * (now() + interval '2 hours' - v_from));
	v_fault text;
begin
	with asked as (select b, g from unnest('{received,handled}'::text[]) b, unnest('{agency,channel,total}'::text[]) g),
	read as (
		select a.b, a.g, coalesce(t.codes[1], 'total') as code, t.figures
		from asked a cross join lateral pakn.stats_table(pakn.stats_question(24, null, v_from, v_to, p_as_of, a.b, case a.g when 'total' then 'category' else a.g end)) t
		where t.is_total = (a.g = 'total')
	), walked as (
		select a.b, a.g, t.* from asked a cross join lateral told(v_from, v_to, coalesce(p_as_of, now()), a.b, a.g) t
	)
	select string_agg(format('%s by %s of %s, %s to %s as of %s: %s = %s, walked %s', coalesce(r.b, w.b), coalesce(r.g, w.g), coalesce(r.code, w.code), v_from, v_to, p_as_of,
		k, r.figures->>k, w.figures->>k), '; ')
	into v_fault
	from read r full join walked w using (b, g, code)
		cross join lateral unnest('{refused,on_time,late,accepted,handled,in_progress,overdue_open,carried_over,carried_overdue,left,left_overdue}'::text[]) k
	where coalesce(r.figures->>k, '0') <> coalesce(w.figures->>k, '0');
	return v_fault;
end $$;
create table test.fault as select 0 as round, ''::text as what, ''::text as said where false;
create procedure test.run() language plpgsql as $$
declare
	v_size record;
begin
	select * into v_size from test.size;
	for i in 1 .. v_size.rounds loop
		for j in 1 .. v_size.reports * 5 / v_size.rounds loop
			perform move();
		end loop;
		perform pakn.stat_overdue(below(v_size.reports)), pakn.stat_fold(below(3 * v_size.reports));
		insert into test.fault select i, 'now', f from fault(null) f where f is not null;
		insert into test.fault select i, 'then', f from fault(now() - random() * interval '40 days') f where f is not null;
		commit;
	end loop;
end $$;
call test.run();
select is((select left(said, 600) from test.fault where what = 'now' order by round limit 1), null, 'figures of any period on both bases are those of the walk, while writes go on');
select is((select left(said, 600) from test.fault where what = 'then' order by round limit 1), null, 'and so are those of any past instant');
select is((select string_agg(distinct w.action, ', ') from test.way w where w.action not in (select d.action from test.done d)), null, 'every kind of action was done');
select is((select string_agg(b::text, ' ') from pakn.stat_rebuild(24, true) b), null, 'counted anew, nothing differs');
select pakn.stat_overdue(1000000), pakn.stat_fold(1000000) \g /dev/null
select is_empty($$ select b, t.codes, t.figures from unnest('{received,handled}'::text[]) b, unnest('{agency,area,category,channel,kind,urgency,level,"agency,month","agency,category","month"}'::text[]) g,
		lateral pakn.stats_table(pakn.stats_question(24, null, date_trunc('month', now()) - interval '1 month', date_trunc('month', now()), null, b, g)) t,
		lateral jsonb_to_record(t.figures) as f (received int, refused int, accepted int, handled int, on_time int, late int, in_progress int, overdue_open int, carried_over int, moved int, "left" int)
	where handled <> on_time + late or case b when 'received' then received <> refused + accepted or accepted <> handled + in_progress
		else carried_over + accepted <> handled + "left" or accepted <> received - refused + moved end $$,
	'N = R + A, A = H + P, H = H1 + H2, and carried over + accepted = handled + left, in every row of every table');
select * from finish();
