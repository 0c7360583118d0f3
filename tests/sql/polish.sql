-- What nobody polishes: whatever is done with reports after their deadline, in whatever order, no figure of any agency nor of all
-- gets better, neither of what was received nor of what was handled in a period that reaches until now.
-- What the definitions allow, and is told apart here:
-- * rate_handled may rise by what handles a report: an answer, and also a refusal, a merger into what was handled, or a withdrawal:
--   it is then handled, but late.  By nothing else.
-- * A sender who has a report opened again gives it a deadline anew: it is in progress with whoever leads, no longer late with
--   whoever was, until it is handled, and late for ever then.  Meanwhile it counts as unsatisfied.  So the act, and what is done until that
--   deadline, is judged by what is on time and satisfied among all.
-- * What is merged is due with the earliest of them.  Parted, or when its kept one is withdrawn, each goes on by its own deadline: so nobody parts here what is
--   late only by another's (in_time).
\ir lib/make.psql
\getenv long TESTS_LONG
\if :{?long}
create table test.size as select 300 as reports, 3000 as acts;
\else
create table test.size as select 150 as reports, 180 as acts;
\endif
select plan(5);
select pakn.partition_ensure(now() - interval '4 months', now() + interval '1 month') \g /dev/null
create table test.setting as select date_trunc('hour', now()) - interval '60 days' as first, date_trunc('hour', now()) - interval '10 days' as middle,
	date_trunc('hour', now()) + interval '2 hours' as last;
select submit((select jsonb_agg(jsonb_build_object('code', 'T' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'CX'])[1 + below(5)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'received_at', now() - interval '40 days' + random() * interval '39 days'))
	from generate_series(1, s.reports) n)) from test.size s \g /dev/null
-- Whoever finds the place of a report at the desk may make it urgent by that.
update pakn.routing_rule set urgency = (array['normal', 'urgent'])[1 + below(2)] where random() < 0.5;

-- act: what somebody does with a report; what was refused, or '00000'.
create function test.act(r pakn.report, p_action text, p_role text, p_agency text default null) returns text language plpgsql as $$
declare
	v_own text := case p_role when 'dispatcher' then 'TT1022' else (select a.code from pakn.agency a where a.tenant_id = 24 and a.agency_id = coalesce(case when p_action in
		('accept-transfer', 'decline-transfer') then r.offered_to end, r.agency_id)) end;
	v_version text := (select x.version from pakn.report x where x.tenant_id = 24 and x.report_id = r.report_id);
begin
	return sqlstate_of(case p_action
		when 'classify' then format('select pakn.case_classify(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, null, %L)', login(p_role, v_own), '\x01', r.report_id, v_version,
			(array['07210', '09187', '07228'])[1 + below(3)], (array[null, 'HTGT', 'CX'])[1 + below(3)])
		when 'duplicate' then format('select pakn.case_duplicate(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, null)', login(p_role, v_own), '\x01', r.report_id, v_version, p_agency)
		when 'separate' then format('select pakn.case_separate(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, null)', login(p_role, v_own), '\x01', r.report_id, v_version)
		else format('select pakn.case_move(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, %L, %L, %L, %L, null, null, null, %L, %L)', login(p_role, v_own), '\x01', r.report_id, v_version,
			p_action, p_agency, 'Lý do', 'Nội dung', case p_action when 'answer' then (array['fixed', 'not_ours'])[1 + below(2)] end,
			case p_action when 'pause' then now() + interval '5 days' end, case p_action when 'extend' then (now() + interval '30 days')::date end) end);
end $$;
-- by_sender: what its sender does with one.
create function test.by_sender(r pakn.report, p_action text) returns text language sql as $$
	select sqlstate_of(format('select pakn.report_act(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, null, null, %L)', sha256(('secret ' || r.code)::bytea), '\x01', r.code, p_action,
		case p_action when 'rate' then 1 + below(5) end, 'vi'))
$$;
-- by_itself: what a chore does with one.
create function test.by_itself(r pakn.report, p_action text) returns text language plpgsql as $$
begin
	case p_action
		when 'fold' then perform pakn.stat_fold(below(2000));
		when 'overdue' then perform pakn.stat_overdue(below(20));
		when 'lapse' then
			if r.status <> 'assigned' then
				return 'PK409';
			end if;
			perform pakn.report_move(r, uuid7(), 'lapse', 'received', 'system', null, null, 'Lý do', null);
	end case;
	return '00000';
end $$;

-- Some are answered, some wait for somebody, some for more time, each tenth of them all the while; of many the deadline is over meanwhile.
create function test.tenth(r pakn.report) returns boolean language sql as $$ select substr(r.code, 2)::int % 10 = 0 $$;
select count(*) from (select act(r, 'accept', 'head') from pakn.report r where status = 'assigned' and (random() < 0.8 or tenth(r))) x \g /dev/null
select count(*) from (select act(r, 'extend', 'staff') from pakn.report r where status = 'in_progress' and (random() < 0.3 or tenth(r))) x \g /dev/null
select count(*) from (select act(r, 'pause', 'head') from pakn.report r where status = 'in_progress' and random() < 0.1 and not tenth(r)) x \g /dev/null
select count(*) from (select act(r, 'answer', 'head') from pakn.report r where status = 'in_progress' and random() < 0.5 and not tenth(r)) x \g /dev/null
select count(*) from (select act(r, 'approve', 'head') from pakn.report r where status = 'answered' and random() < 0.8) x \g /dev/null
select count(*) from (select by_sender(r, 'rate') from pakn.report r where status = 'resolved' and random() < 0.3) x \g /dev/null
-- Some are merged in time, into others that are open.
select count(*) from (select act(r, 'duplicate', 'dispatcher', (select k.code from pakn.report k where k.tenant_id = 24 and k.report_id < r.report_id and k.closed_at is null and r.code is not null
	order by random() limit 1)) from pakn.report r where status = 'in_progress' and random() < 0.3 and not tenth(r)) x \g /dev/null
-- Of those of an even number the deadline is over since, unless they were answered; of what they are merged into, too.
create table test.past as
select r.report_id, r.received_at + random() * (now() - r.received_at) as due_at from pakn.report r where substr(r.code, 2)::int % 2 = 0 and (r.stat_class <= 2 or r.status = 'duplicate');
update pakn.report_duplicate d set merged_at = d.received_at, due_at = p.due_at from test.past p where d.tenant_id = 24 and d.report_id = p.report_id;
create table test.due as
select r.report_id, least(min(p.due_at), min(j.due_at)) as due_at
from pakn.report r left join test.past p on p.report_id = r.report_id left join pakn.report_duplicate d on d.kept_id = r.report_id left join test.past j on j.report_id = d.report_id
where r.status <> 'duplicate' group by 1 having least(min(p.due_at), min(j.due_at)) is not null;
insert into test.due select d.report_id, x.due_at from test.due x join pakn.report_duplicate d on d.kept_id = x.report_id;
update pakn.report r set due_given = p.due_at from test.past p where r.tenant_id = 24 and r.report_id = p.report_id;
update pakn.report r set due_at = d.due_at from test.due d where r.tenant_id = 24 and r.report_id = d.report_id;
update pakn.work_item w set due_at = d.due_at from test.due d where w.tenant_id = 24 and w.report_id = d.report_id;
update pakn.report_event e set due_at = d.due_at from test.due d where e.tenant_id = 24 and e.report_id = d.report_id;
select pakn.stat_overdue(1000000) \g /dev/null

-- rows_now: the tables of now, by basis and agency.
create function test.rows_now() returns jsonb[] language sql as $$
	select array_agg(jsonb_build_object('basis', b, 'row', coalesce(t.codes[1], 'all')) || t.figures) from test.setting, unnest('{received,handled}'::text[]) b,
		lateral pakn.stats_table(pakn.stats_question(24, null, case b when 'received' then first else middle end, last, null, b, 'agency')) t
$$;
-- What would be better: more of it (1), or less; by_handling: what handling a report late makes of it is no polish.
create table test.better as
select x.*, f.bases, f.kind from (values ('on_time', 1, false), ('refused', 1, false), ('accepted', -1, false), ('overdue', -1, false), ('unsatisfied', -1, false), ('rate_on_time', 1, false),
	('rate_satisfied', 1, false), ('rate_overdue', -1, false), ('rate_handled', 1, true), ('handled', 1, true), ('overdue_open', -1, true), ('left_overdue', -1, true)) x (figure, sign, by_handling)
	join pakn.stats_figures() f using (figure);
-- polished: what became better from one table to the next that must not; null where nothing did.  p_anew: by a deadline that begins anew.
create function test.polished(p_before jsonb[], p_after jsonb[], p_action text, p_anew boolean) returns text language sql as $$
	select string_agg(format('%s of %s on the basis %s: %s became %s', f.figure, x.place, x.basis, b->f.figure, a->f.figure), '; ')
	from (select coalesce(b->>'row', a->>'row') as place, coalesce(b->>'basis', a->>'basis') as basis, coalesce(b, '{}') as b, coalesce(a, '{}') as a
			from unnest(p_before) b full join unnest(p_after) a on a->>'row' = b->>'row' and a->>'basis' = b->>'basis') x
		join test.better f on x.basis = any (f.bases)
		-- Where there is no rate, none became better; where there is no row, it counts nothing.
		cross join lateral (select coalesce((a->>f.figure)::numeric, case when f.kind = 'count' then 0 else (b->>f.figure)::numeric end)
			- coalesce((b->>f.figure)::numeric, case when f.kind = 'count' then 0 else (a->>f.figure)::numeric end) as more) d
	where f.sign * d.more > 0 and not (f.by_handling and p_action = any ('{answer,approve,reject,duplicate,withdraw}'))
		and (not p_anew or x.place = 'all' and f.figure in ('on_time', 'refused', 'accepted', 'unsatisfied', 'rate_on_time', 'rate_satisfied'))
$$;

create table test.act (role text, action text, weight int);
insert into test.act values ('dispatcher', 'transfer', 2), ('head', 'transfer', 2), ('head', 'accept-transfer', 3), ('head', 'decline-transfer', 1), ('head', 'return', 3),
	('staff', 'request-info', 1), ('dispatcher', 'assign', 4), ('staff', 'answer', 3), ('dispatcher', 'answer', 1), ('head', 'approve', 3), ('dispatcher', 'approve', 1),
	('dispatcher', 'send-back', 3), ('head', 'send-back', 1), ('dispatcher', 'reject', 1), ('staff', 'note', 1), ('staff', 'progress', 1), ('head', 'pause', 2), ('dispatcher', 'resume', 3),
	('staff', 'extend', 1), ('head', 'grant', 2), ('head', 'refuse', 1), ('staff', 'accept', 4), ('dispatcher', 'classify', 3), ('staff', 'classify', 1), ('dispatcher', 'duplicate', 4),
	('staff', 'duplicate', 1), ('dispatcher', 'separate', 4), ('sender', 'withdraw', 1), ('sender', 'supplement', 3), ('sender', 'reopen', 4), ('sender', 'rate', 2),
	('system', 'lapse', 2), ('system', 'fold', 1), ('system', 'overdue', 1);
-- makes: what makes an act possible.
create table test.makes (action text, makes text);
insert into test.makes values ('accept-transfer', 'transfer'), ('decline-transfer', 'transfer'), ('supplement', 'request-info'), ('resume', 'pause'), ('approve', 'answer'), ('accept', 'assign'),
	('lapse', 'assign'), ('separate', 'duplicate');
create table test.late (report_id uuid primary key);
create table test.done (action text, code text, state text, anew boolean, polished text);
-- in_time: whether the deadline of a report, or of what is merged into it, is not over but for the others': taken apart, it goes on by that.
create function test.in_time(p_report_id uuid) returns boolean language sql as $$
	select exists (select from pakn.report x where x.tenant_id = 24 and x.report_id = p_report_id and x.closed_at is null and p_report_id not in (select p.report_id from test.past p))
		or exists (select from pakn.report_duplicate d where d.tenant_id = 24 and p_report_id in (d.kept_id, d.report_id) and d.due_at > now())
$$;
-- chosen: a report that was or is late, of those with which this may be done if there are any.
create function test.chosen(p_action text) returns pakn.report language sql as $$
	select r from pakn.report r join test.late l using (report_id)
	where r.tenant_id = 24 and (p_action <> all ('{separate,withdraw}') or not in_time(r.report_id) and not in_time(pakn.case_kept(24, r.report_id)))
	order by not exists (select from pakn.lifecycle w where w.action = p_action and w.from_status = r.status), p_action in ('accept-transfer', 'decline-transfer') and r.offered_to is null,
		p_action in ('grant', 'refuse') and r.asked_due is null,
		p_action = 'duplicate' and random() < 0.3 and r.reopened_at is null, random()
	limit 1
$$;
-- anew: the reports that have a deadline that began anew and is not over, and what they are merged into.
create function test.anew() returns uuid[] language sql as $$
	select coalesce(array_agg(i), '{}')
	from pakn.report x left join pakn.report_duplicate d on d.tenant_id = 24 and d.report_id = x.report_id cross join lateral unnest(array[x.report_id, pakn.case_kept(24, x.report_id)]) i
	where x.tenant_id = 24 and x.reopened_at is not null and greatest(x.due_at, d.due_at) > now()
$$;
-- polish: something is done to a report that was or is late; what became better by it since the table of before is noted.
-- Answers the table afterwards.
create function test.polish(p_before jsonb[], p_action text default null) returns jsonb[] language plpgsql as $$
declare
	v_after jsonb[];
	v_act test.act;
	r pakn.report;
	v_ids uuid[];
	v_anew uuid[] := anew();
	v_is_anew boolean;
	v_state text;
begin
	insert into test.late select x.report_id from pakn.report x join pakn.stat_class c using (stat_class) where x.tenant_id = 24 and c.late + c.overdue = 1
		and not exists (select from pakn.report_duplicate d where d.tenant_id = 24 and d.report_id = x.report_id and d.due_at > now()) on conflict do nothing;
	select * into v_act from test.act a where a.action = coalesce(p_action, a.action) order by random() ^ (1.0 / a.weight) desc limit 1;
	select * into r from chosen(v_act.action);
	v_ids := array[r.report_id, pakn.case_kept(24, r.report_id)];
	v_state := case v_act.role when 'sender' then by_sender(r, v_act.action) when 'system' then by_itself(r, v_act.action)
		else act(r, v_act.action, v_act.role, case when v_act.action in ('transfer', 'assign') then (array['NSBN', 'PCBN', 'SXD', 'TT1022'])[1 + below(4)]
			when v_act.action = 'duplicate' then (select k.code from pakn.report k where k.tenant_id = 24 and k.report_id <> r.report_id
				and (k.closed_at is null and k.report_id < r.report_id or k.status = 'resolved') order by random() limit 1) end) end;
	v_after := case v_state when '00000' then rows_now() else p_before end;
	-- It, what it is or was merged into, or what is merged into those, has or had a deadline that began anew.
	v_is_anew := v_act.action = 'reopen' or (v_ids || pakn.case_kept(24, r.report_id)) && (v_anew || anew());
	insert into test.done values (v_act.action, r.code, v_state, v_is_anew, polished(p_before, v_after, v_act.action, v_is_anew));
	return v_after;
end $$;
-- undone: acts that nobody has done yet.
create function test.undone() returns setof text language sql as $$
	select distinct a.action from test.act a where a.action not in ('extend', 'grant') and not exists (select from test.done t where t.action = a.action and t.state = '00000')
$$;
create procedure test.run() language plpgsql as $$
declare
	v_now jsonb[] := rows_now();
	v_undone text;
begin
	-- Nobody asks for more time any more: who asked before may be gone later.
	v_now := polish(v_now, 'refuse');
	for i in 1 .. (select s.acts from test.size s) loop
		v_now := polish(v_now);
		commit;
	end loop;
	-- What chance has not done yet, after what makes it possible, or anything.
	for i in 1 .. 100 loop
		exit when not exists (select undone());
		for v_undone in select unnest(array[(select m.makes from test.makes m where m.action = u), u]) from undone() u loop
			v_now := polish(v_now, v_undone);
		end loop;
		commit;
	end loop;
end $$;
call test.run();
select is((select left(string_agg(format('%s %s: %s', d.action, d.code, d.polished), E'\n') filter (where d.polished is not null), 2000) from test.done d), null, 'no sequence of acts after the deadline makes a figure of any agency or of all better');
select is((select string_agg(a, ', ') from undone() a), null, 'each of them was done');
select is((select count(*) from test.done t where t.action in ('extend', 'grant') and t.state = '00000' and not t.anew), 0::bigint, 'what is past due is not extended, though it was asked for before');
select cmp_ok((select count(*) from pakn.report r where r.late_agency_id <> r.agency_id), '>', 10::bigint, 'late reports went on to others');
select is_empty($$ select d, b, x.key, x.what from unnest('{agency,area,category,urgency}'::text[]) d, unnest('{received,handled}'::pakn.stat_basis[]) b,
		lateral (select c.key, c.what, c.n from test.setting, counts(d, first, last, null, null, b) c union all
			select c.key, c.what, -c.n from test.setting, counts(d, first, last, clock_timestamp(), null, b) c) x
	where x.what not like 'class %' group by 1, 2, 3, 4 having sum(x.n) <> 0 $$, 'and the events tell in whose rows they stand');
select * from finish();
