-- What everybody does with reports in `histories`, through the functions that the daemon calls.  Sessions have `test, public` for a path.
\ir ../sql/lib/make.psql
\ir ../sql/lib/lines.psql

select pakn.partition_cover(array(select generate_series(now() - interval '7 months', now() + interval '1 month', interval '10 days'))) \g /dev/null
select pakn.api_key_set(24, sha256('importer'), 101, 'importer', null, 'app', 'importer', now() - interval '6 months') \g /dev/null
select login(r, a.code) from pakn.agency a, unnest('{staff,head}'::text[]) r where a.tenant_id = 24 \g /dev/null
select login(r) from unnest('{dispatcher,operator,supervisor}'::text[]) r \g /dev/null
update pakn.tenant set archive_days = 40 where tenant_id = 24;
update pakn.routing_rule set urgency = (array['normal', 'urgent'])[1 + below(2)] where rule_id % 3 = 0;

create unlogged table test.known (n int primary key, report_id uuid not null, code text not null);
create sequence test.known_seq;
-- When an answer of an old system was released, as that said: no event of what is imported tells.
create unlogged table test.released (code text primary key, at timestamptz);
create unlogged table test.done (action text, role text, state text, said text);

-- way: what may be done from where, by whom, how often; what the daemon's chores do is done by chores.
create table test.way as
select l.from_status, l.action, l.role, l.only_when, coalesce(w.weight, 1)::float8 / count(*) over (partition by l.from_status, l.action) as weight
from pakn.lifecycle l left join (values ('note', 0.2), ('message', 0.1), ('hand-to', 0.1), ('put-back', 0.1), ('reject', 0.15), ('withdraw', 0.05), ('coordinate', 0.3),
		('answer', 4), ('accept', 3), ('approve', 4), ('reopen', 0.5), ('rate', 2), ('duplicate', 0.3), ('separate', 2), ('resume', 2), ('grant', 4), ('accept-transfer', 5), ('progress', 0.2),
		('classify', 0.4), ('waive', 2), ('end-coordination', 2), ('send-back', 0.5), ('fulfil', 1), ('replan', 0.3), ('return', 0.4), ('pause', 0.5), ('request-info', 0.4)) w (action, weight) using (action)
where l.role = any ('{dispatcher,staff,head,sender,offered,coordinating}') and l.action not in ('hand-off', 'revoke-hand-off', 'publish', 'unpublish')
	-- The deadline of one that waits is found anew when it is merged, which no event tells but in words.
	and not (l.action = 'duplicate' and l.from_status in ('info_requested', 'paused'))
group by l.from_status, l.action, l.role, l.only_when, w.weight;

-- know: has what was just stored done something with.
create function test.know(p_codes text[]) returns void language sql as $$
	insert into test.known select nextval('test.known_seq'), r.report_id, r.code from pakn.report r where r.tenant_id = 24 and r.code = any (p_codes) $$;
-- chosen: a report by chance; some of a few that everybody looks at.
create function test.chosen() returns test.known language sql volatile as $$
	select k from test.known k, (select case when random() < 0.02 then 1 + below(40) else 1 + below((select last_value from test.known_seq)::int) end as n offset 0) x where k.n = x.n $$;
-- sent: reports that people send, or that somebody enters, of the last days or of now.
create function test.sent(p_count int, p_days float8) returns int language plpgsql as $$
declare
	v_name text := 'S' || upper(substr(md5(random()::text || clock_timestamp()), 1, 9));
begin
	perform s.status from submit((select jsonb_agg(jsonb_build_object('code', v_name || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'CX'])[1 + below(5)], 'description', 'Đèn tắt ' || n,
			'kind', (array['site', 'procedure', null])[1 + below(3)], 'area_code', (array['07210', '09187', '07228', null])[1 + below(4)],
			'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then (array['hotline', 'desk', 'paper'])[1 + below(3)] end,
			'received_at', case when p_days > 0 then now() - random() * p_days * interval '1 day' end)) from generate_series(1, p_count) n)) s;
	perform know(array(select v_name || n from generate_series(1, p_count) n));
	return p_count;
end $$;
-- brought: lines of an old system; of those that are open, some fall due while the campaign goes on.
create function test.brought(p_from int, p_count int, p_minutes int) returns int language plpgsql as $$
declare
	v_lines test.line[] := array(select h from generate_series(p_from, p_from + p_count - 1) n, lateral test.history(n, 70) h);
	l test.line;
	v_said text;
begin
	for i in 1 .. p_count loop
		l := v_lines[i];
		if l.status in ('received', 'assigned', 'in_progress', 'open', 'answered') and random() < 0.7 then
			l.due_at := case when random() < 0.5 then now() + random() * p_minutes * interval '1 minute' else now() + random() * interval '20 days' end;
			v_lines[i] := l;
		end if;
	end loop;
	select t.problem into v_said from take(v_lines) t where t.problem is not null limit 1;
	if v_said is not null then
		raise exception 'line refused: %', v_said;
	end if;
	insert into test.released select x.code, case x.status when 'closed' then coalesce(x.released_at, x.closed_at) else x.released_at end from unnest(v_lines) x where x.status in ('resolved', 'closed');
	perform know(array(select x.code from unnest(v_lines) x));
	return p_count;
end $$;

-- outcome_of: an answer's outcome, so that whoever sees its event knows it.
create function test.outcome_of(p_event_id uuid) returns text language sql immutable as $$
	select (array['fixed', 'planned', 'not_ours', 'not_founded', 'information_given'])[1 + ('x' || right(p_event_id::text, 7))::bit(28)::int % 5] $$;
-- statement: how somebody does something with a report.
create function test.statement(r pakn.report, p_action text, p_role text, p_code text, p_at timestamptz) returns text language plpgsql as $$
declare
	v_event uuid := uuid7();
	v_own text := case p_role when 'dispatcher' then 'TT1022' else (select a.code from pakn.agency a where a.tenant_id = 24 and a.agency_id = coalesce(case p_role when 'offered' then r.offered_to
		when 'coordinating' then (select g.agency_id from pakn.report_agency g where g.tenant_id = 24 and g.report_id = r.report_id limit 1) end, r.agency_id)) end;
	v_digest bytea := case when p_at is not null then sha256('importer') else sha256(lower((case when p_role in ('offered', 'coordinating') then 'staff' else p_role end) || '.' || v_own)::bytea) end;
	v_outcome text := case p_action when 'answer' then outcome_of(v_event) end;
begin
	if p_role = 'sender' then
		return case p_action when 'supplement' then format('select pakn.report_supplement(%L, 24, gen_random_uuid(), %L, %L, %L, %L, null, %L)', sha256(('secret ' || p_code)::bytea), '\x01', v_event, p_code, 'Thêm', 'vi')
			else format('select pakn.report_act(%L, 24, gen_random_uuid(), %L, %L, %L, %L, %L, null, null, %L)', sha256(('secret ' || p_code)::bytea), '\x01', v_event, p_code, p_action,
				case p_action when 'rate' then 1 + below(5) end, 'vi') end;
	end if;
	return case p_action
		when 'classify' then format('select pakn.case_classify(%L, 24, gen_random_uuid(), %L, %L, %L, %L, %L, null, %L)', v_digest, '\x01', v_event, r.report_id, r.version,
			(array['07210', '09187', '07228'])[1 + below(3)], (array[null, 'HTGT', 'CX', 'NUOC'])[1 + below(4)])
		when 'duplicate' then format('select pakn.case_duplicate(%L, 24, gen_random_uuid(), %L, %L, %L, %L, %L, null)', v_digest, '\x01', v_event, r.report_id, r.version,
			(select k.code from (select test.chosen() as k from generate_series(1, 12)) x, lateral (select (x.k).*) k join pakn.report o on o.tenant_id = 24 and o.report_id = k.report_id
				where o.report_id < r.report_id and (o.closed_at is null or o.status = 'resolved') limit 1))
		when 'separate' then format('select pakn.case_separate(%L, 24, gen_random_uuid(), %L, %L, %L, %L, %L)', v_digest, '\x01', v_event, r.report_id, r.version, 'Khác chỗ')
		else format('select pakn.case_move(%L, 24, gen_random_uuid(), %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, null, %L, %L, %L)', v_digest, '\x01', v_event, r.report_id, r.version, p_action,
			case when p_action in ('transfer', 'assign', 'coordinate') then (array['NSBN', 'PCBN', 'SXD', 'TT1022', 'UB07210', 'UB09187', 'MTDT', 'SYT'])[1 + below(8)]
				when p_action in ('end-coordination', 'waive') then (select a.code from pakn.report_agency g join pakn.agency a using (tenant_id, agency_id)
					where g.tenant_id = 24 and g.report_id = r.report_id and g.done_at is null limit 1) end,
			'Lý do', 'Nội dung', v_outcome, p_at, case when p_at is not null then p_role end,
			case p_action when 'pause' then coalesce(p_at, now()) + (0.01 + random() * 4) * interval '1 day' end,
			case p_action when 'extend' then (r.due_at + random() * interval '20 days')::date end,
			case when v_outcome = 'planned' or p_action = 'replan' then current_date + 30 end) end;
end $$;
-- step: something is done with a report, now, or, as an importer tells it, some time after what was done last.
create procedure test.step() language plpgsql as $$
declare
	k test.known := chosen();
	r pakn.report;
	w test.way;
	v_at timestamptz;
	v_past boolean := random() < 0.5;
	v_statement text;
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.report_id = k.report_id;
	if v_past then
		v_at := pakn.report_last_at(24, r.report_id) + random() ^ 3 * interval '12 days';
		v_past := v_at < now() - interval '1 second';
	end if;
	select * into w from test.way x where x.from_status = r.status
		and case x.only_when when 'offered' then r.offered_to is not null when 'released' then r.released_at is not null when 'unreleased' then r.released_at is null
			when 'planned' then r.planned_on is not null when 'planned_unheld' then r.planned_on is not null when 'unasked' then r.asked_of is null
			when 'head_asked' then r.asked_of is not distinct from 'head_asked' when 'desk_asked' then r.asked_of is not distinct from 'desk_asked' else true end
		and (x.role <> 'offered' or r.offered_to is not null) and (x.role <> 'sender' or k.code like 'S%')
		and (x.action not in ('end-coordination', 'waive', 'contribute') and x.role <> 'coordinating' or exists (
			select from pakn.report_agency g where g.tenant_id = 24 and g.report_id = r.report_id and g.done_at is null and g.waived_at is null))
		and (not v_past or x.role in ('staff', 'head', 'dispatcher') and x.action <> all ('{classify,hand-to,put-back,duplicate,separate}'))
	order by random() ^ (1.0 / x.weight) desc limit 1;
	if r.report_id is null or w.action is null then
		return;
	end if;
	v_statement := statement(r, w.action, w.role, k.code, case when v_past then v_at end);
	begin
		execute v_statement;
		insert into test.done values (w.action, case when v_past then 'importer' else w.role end, '00000', null);
	exception when others then
		insert into test.done values (w.action, case when v_past then 'importer' else w.role end, sqlstate, case when sqlstate not like 'PK%' then sqlerrm || ': ' || v_statement else sqlerrm end);
	end;
end $$;
-- work: so many steps, each a transaction; now and then something new comes in.
create procedure test.work(p_steps int) language plpgsql as $$
begin
	for i in 1 .. p_steps loop
		if random() < 0.004 then
			perform sent(4, 0);
		else
			call step();
		end if;
		commit;
	end loop;
end $$;
-- chores: what the daemon's courier does, in whatever portions.
create procedure test.chores(p_rounds int) language plpgsql as $$
begin
	for i in 1 .. p_rounds loop
		case below(8)
			when 0, 1 then perform pakn.stat_fold(below(3) * 5000 + below(500));
			when 2, 3 then perform pakn.stat_overdue(below(200));
			when 4 then perform pakn.wait_end(below(20));
			when 5 then perform pakn.unaccepted_chore(below(10)), pakn.archive_chore(5);
			when 6 then perform pakn.escalation_look(100), pakn.escalation_step(20);
			else perform pakn.agency_succession_chore(20);
		end case;
		commit;
		perform pg_sleep(random() * 0.1);
		commit;
	end loop;
end $$;
-- urged: a letter that urges an agency to answer what is overdue there.
create function test.urged() returns text language sql as $$
	select refusal_of(format('select pakn.urging_make(%L, 24, gen_random_uuid(), %L, %L, null, %L, %L)', login('supervisor'), '\x01',
		(array['SXD', 'NSBN', 'UB07210', 'UB09187'])[1 + below(4)], current_date + 5, 'Đề nghị xử lý')) $$;
-- question: how figures are asked for, {group row: figures}; on the basis `timings` how long it took.
create function test.question(p_from timestamptz, p_to timestamptz, p_as_of timestamptz, p_basis text, p_group text) returns jsonb language plpgsql as $$
begin
	if p_basis = 'timings' then
		return (select coalesce(jsonb_object_agg(r.code, r.measures), '{}') from (
			select case when t.is_total then 'all' else t.code end as code, jsonb_object_agg(t.measure, jsonb_build_object('reports', t.reports,
				'median_hours', t.median_hours, 'p90_hours', t.p90_hours, 'classes', jsonb_path_query_array(t.classes, '$[*].reports'))) as measures
			from pakn.timing_rows(pakn.stats_question(24, null, p_from, p_to, p_group => p_group)) t
			group by 1) r);
	end if;
	return (select jsonb_object_agg(coalesce(array_to_string(t.codes, '|'), 'all'), t.figures)
		from pakn.stats_table(pakn.stats_question(24, null, p_from, p_to, p_as_of, p_basis, p_group)) t);
end $$;
