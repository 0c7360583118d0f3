-- Model-based: random people do random things to a few hundred reports through case_move, while the chores
-- run; a small model says what must come of it, and the figures are counted in three ways.
\ir lib/make.psql
\ir lib/ledger.psql
select plan(68);
\ir lib/model.psql
\ir lib/always.psql
\ir lib/people.psql

-- 1. 300 reports of the last months; a third is past due, a third falls due while the test runs.
select submit((select jsonb_agg(jsonb_build_object('code', 'L' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'TTXD', 'CX'])[1 + below(6)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'publish', n % 4 > 0, 'phone', case when n % 4 = 0 then '+84900000001' end,
		'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then 'hotline' end,
		'received_at', now() - random() ^ 2 * interval '120 days')) from generate_series(1, 300) n)) \g /dev/null
update pakn.report r set due_at = case when right(r.code, 1) in ('1', '2', '3') then now() - random() * interval '20 days'
	when right(r.code, 1) in ('4', '5', '6', '7') then now() + random() * interval '25 seconds' else now() + random() * interval '20 days' end;
update pakn.report r set due_given = due_at;
update pakn.work_item w set due_at = r.due_at from pakn.report r where r.tenant_id = w.tenant_id and r.report_id = w.report_id;
update pakn.report_event e set due_at = r.due_at from pakn.report r where r.tenant_id = e.tenant_id and r.report_id = e.report_id;
insert into test.model (report_id, code, received_at, due_at, status, agency_id, category_id, area_id, channel_id, publish)
select report_id, code, received_at, due_at, status, agency_id, category_id, area_id, channel_id, publish from pakn.report;
analyze pakn.report, pakn.report_event, pakn.work_item, test.model;

create procedure test.run(p_steps int) language plpgsql as $$
begin
	for i in 1 .. p_steps loop
		if random() < 0.06 then
			call test.supplement(i);
		else
			call test.step(i);
		end if;
		if i % 80 = 0 then
			call test.lapse(i);
			call test.chores(i);
		end if;
	end loop;
end $$;
call test.run(4300);

-- 2. What came of it.
select is((select said from test.fault where what = w order by step limit 1), null, said_so)
from (values ('outcome', 'an action is carried out or refused as the lifecycle, rights, inputs and versions say'),
	('report', 'after every step a report, its work items, its history and the model agree; an open one has exactly one lead, a closed one none'),
	('repeat', 'a repeated operation answers the same and does nothing; with another body it is refused'),
	('chores', 'recording the passing of due and folding change no figure'),
	('figures', 'the figures that are read, recounted and modelled are the same, however much is folded'),
	('rows', 'N = R + A, A = H + P, H = H1 + H2, overdue = H2 + P2 in every row of every table')) w (w, said_so);
select cmp_ok((select count(*) from test.done where action = a and outcome = '00000'), '>=', 3::bigint, 'the walk went through ' || a)
from pakn.action pakn_action (a) where a not in ('erase-contact', 'redact', 'release-file', 'hide-file', 'remove-file', 'cover-file', 'flag-remove', 'flag-resolve', 'hand-over', 'move-due', 'alert', 'remind', 'escalate', 'urge', 'reply-urge', 'offer', 'succeed', 'merge-in', 'merge-out', 'remind-plan')
	and a <> all ((select elsewhere from test.setting)::text[]) order by a; -- the first two: identity.sql; of files and flags: attachments.sql, api/test_release.py; the last: successions.sql, tenant_merges.sql
select cmp_ok((select count(*) from test.done where outcome = o), '>=', 20::bigint, 'the walk met ' || o)
from unnest('{PK401,PK403,PK404,PK409,PK412,PK428,PK422}'::text[]) o;
select cmp_ok((select count(distinct stat_class) from pakn.report), '>=', 6::bigint, 'the walk left reports in all classes that there are');
select is_empty($$ select distinct from_status, to_status, type from pakn.report_event where from_status is not null and type <> all ((select words from test.setting)::text[])
	except (values ('assigned', 'in_progress', 'accepted'), ('assigned', 'received', 'returned'), ('in_progress', 'received', 'returned'),
		('received', 'assigned', 'assigned'), ('assigned', 'assigned', 'assigned'), ('in_progress', 'assigned', 'assigned'),
		('assigned', 'assigned', 'transferred'), ('in_progress', 'assigned', 'transferred'), ('in_progress', 'answered', 'answered'),
		('received', 'answered', 'answered'), ('answered', 'resolved', 'approved'), ('answered', 'in_progress', 'sent_back'),
		('resolved', 'in_progress', 'sent_back'), ('received', 'rejected', 'rejected'), ('assigned', 'rejected', 'rejected'),
		('in_progress', 'rejected', 'rejected'), ('info_requested', 'rejected', 'rejected'), ('received', 'info_requested', 'info_requested'),
		('assigned', 'info_requested', 'info_requested'), ('in_progress', 'info_requested', 'info_requested'),
		('info_requested', 'received', 'supplemented'), ('info_requested', 'assigned', 'supplemented'), ('info_requested', 'in_progress', 'supplemented'),
		('info_requested', 'received', 'resumed'), ('info_requested', 'assigned', 'resumed'), ('info_requested', 'in_progress', 'resumed'),
		('in_progress', 'paused', 'paused'), ('paused', 'in_progress', 'resumed'), ('paused', 'rejected', 'rejected'),
		('assigned', 'received', 'assigned'), ('in_progress', 'received', 'assigned'),
		('assigned', 'received', 'transferred'), ('in_progress', 'received', 'transferred'), ('assigned', 'in_progress', 'transferred'),
		('in_progress', 'in_progress', 'transferred'), ('assigned', 'received', 'unaccepted')) $$,
	'only the transitions that the design draws happened');
select is_empty($$ select report_id from pakn.report_event where type = any ((select words from test.setting)::text[]) and (from_status, from_agency_id) <> (to_status, agency_id) $$,
	'a note, a message, what is public, an offer and who coordinates and a place leave status and lead as they are');

select is(test.spans_fault(), null, 'the ledger has the holders that the history tells, from the same instants to the same instants');

-- 3. Any instant of the past.
select is_empty($$ with recounted as (
		select p.as_of, p.dimension, c.key, c.what, sum(c.n)
		from (select distinct as_of, dimension from test.past) p, test.setting, test.counts(p.dimension, first, last, p.as_of) c
		where c.what <> 'entered'
		group by 1, 2, 3, 4)
	(table recounted except table test.past) union all (table test.past except table recounted) $$,
	'the figures of every past instant are recounted as they were read then');
select pakn.stat_fold(1000000), pakn.stat_overdue(1000000), pakn.stat_fold(1000000) \g /dev/null
select is((select count(*) from pakn.stat_delta), 0::bigint, 'all that waits can be folded');
select is((select string_agg(g, ', ') from test.setting, unnest('{agency,successor,level,area,category,channel,month}'::text[]) g
	where (select jsonb_agg(s) from stats_rows(24, first, last, null, g) s)
		is distinct from (select jsonb_agg(s) from stats_rows(24, first, last, now(), g) s)), null,
	'a table of now is the same whether read from the rollups or recounted, with its percentiles');

-- 4. The chain of events.
select pakn.event_seal(1000000) \g /dev/null
select is((select count(*) from pakn.event_unsealed), 0::bigint, 'all events can be sealed');
select is((select (min(seq), max(seq), count(*))::text from pakn.event_seal where tenant_id = 24),
	(select (1, count(*), count(*))::text from pakn.report_event), 'every event has one number, without gaps');
select is(pakn.event_verify(24), null, 'the chain of an untouched history verifies');

-- verified_after: what event_verify says after a statement, which is undone.
create function test.verified_after(p_statement text) returns bigint language plpgsql as $$
declare
	v_number bigint;
begin
	execute p_statement;
	v_number := pakn.event_verify(24);
	raise exception using errcode = 'TT000';
exception when sqlstate 'TT000' then
	return v_number;
end $$;
create table test.victim as select s.seq, s.event_id, e.report_id, (select max(seq) from pakn.event_seal where tenant_id = 24) as last
	from pakn.event_seal s join pakn.report_event e using (tenant_id, event_id) where s.tenant_id = 24 and e.type = 'accepted' order by s.seq offset 20 limit 1;
select is((select string_agg(c, ', ') from test.victim, unnest(array['at = at + interval ''1 microsecond''', 'type = ''noted''', 'actor_kind = ''system''',
		'actor_id = actor_id + 1', 'from_status = ''received''', 'to_status = ''answered''', 'from_agency_id = 1', 'agency_id = agency_id + 1',
		'category_id = category_id + 1', 'area_id = 0', 'stat_class = 3', 'stat_bucket = 7', 'due_at = due_at + interval ''1 day''',
		'public = not public', 'content_digest = null', 'other_agency_id = 1', 'report_id = gen_random_uuid()']) c
	where verified_after(format('update pakn.report_event set %s where event_id = %L', c, event_id)) is distinct from seq), null,
	'a change of any column of an event is found at its number');
select is(verified_after(format(s, event_id, seq)), case n when 'own' then seq when 'next' then last when 'first' then 1 else last + 1 end, said_so)
from test.victim, (values
	('delete from pakn.report_event where event_id = %1$L', 'own', 'an event that was deleted is missed'),
	('delete from pakn.event_seal where seq = %2$s', 'own', 'a seal that was deleted is missed'),
	('with x as (delete from pakn.report_event where event_id = %1$L) delete from pakn.event_seal where seq = %2$s', 'own', 'an event that was deleted with its seal is missed'),
	('delete from pakn.event_seal where seq = (select max(seq) from pakn.event_seal)', 'next', 'the last seal is missed'),
	('delete from pakn.event_seal', 'first', 'all seals are missed together'),
	('delete from pakn.event_head', 'after', 'the head of the chain is missed'),
	('update pakn.event_content set text = ''Khác'' where event_id = %1$L', 'own', 'changed words of an event are found'),
	('update pakn.report set description = ''Khác'' where report_id = (select report_id from pakn.report_event e join pakn.event_seal s using (event_id) where s.seq = 1)', 'first', 'a changed description of a report is found'),
	('insert into pakn.report_event select tenant_id, test.uuid7(), report_id, at, ''noted'', actor_kind, actor_id, from_status, to_status, from_agency_id, agency_id, category_id, area_id, stat_class, stat_bucket, due_at, public from pakn.report_event where event_id = %1$L', 'after', 'an event that was slipped in is found')) v (s, n, said_so);
select is(verified_after(format('delete from pakn.event_content where event_id = %L', event_id)), seq, 'words that were lost, and not removed on record, are missed') from test.victim;
select * from finish();
