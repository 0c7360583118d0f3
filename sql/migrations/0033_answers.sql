-- oldest-binary: 0.1
-- 0033 answers: what may come of a report, what an answer must have before it goes out, words to begin it with, promises that
-- are watched, and parts of several agencies in one answer.

-- What may come of a report.  dated: names the day by which it will be done.
create table pakn.outcome (
	outcome text primary key,
	place   int not null unique,
	name    text not null,
	name_en text not null,
	dated   boolean not null default false
);
insert into pakn.outcome values
	('fixed',             1, 'Đã khắc phục',                          'Fixed',                     false),
	('planned',           2, 'Đã lên kế hoạch',                       'Planned',                   true),
	('not_ours',          3, 'Không thuộc thẩm quyền',                'Not within our authority',  false),
	('not_founded',       4, 'Kiểm tra không đúng như phản ánh',      'Not found to be so',        false),
	('information_given', 5, 'Đã giải thích, hướng dẫn',              'Information given',         false);

-- What an answer of a field and outcome must have: 0 and '' mean any; what names more, wins, the field before the outcome
-- (answer_rule_of).  proof: photo, signed (a PDF with a signature in it), either.  approval: the head releases it, also where
-- the agency does not want it so.
create table pakn.answer_rule (
	tenant_id   int not null references pakn.tenant,
	category_id int not null default 0,
	outcome     text not null default '',
	proof       text not null default 'none' check (proof in ('none', 'photo', 'signed', 'either')),
	approval    boolean not null default false,
	primary key (tenant_id, category_id, outcome)
);
-- Words to begin an answer with, with {names} of the case's facts (answer_values).  category_id 0: of any field.
create table pakn.answer_template (
	tenant_id   int not null references pakn.tenant,
	code        text not null,
	category_id int not null default 0,
	outcome     text references pakn.outcome,
	name        text not null,
	text        text not null,
	active      boolean not null default true,
	primary key (tenant_id, code)
);

-- By when what is planned will be done.
alter table pakn.report add column planned_on date;
-- What was promised and is not done yet, with whoever answered; remind_on: when they are next reminded.
create table pakn.promise (
	tenant_id  int not null,
	report_id  uuid not null,
	agency_id  int not null,
	planned_on date not null,
	remind_on  date not null,
	primary key (tenant_id, report_id)
) with (fillfactor = 70);
create index promise_due on pakn.promise (tenant_id, planned_on, report_id);
create index promise_agency on pakn.promise (tenant_id, agency_id, planned_on, report_id);
create index promise_remind on pakn.promise (tenant_id, remind_on, report_id);

-- Since when the part of an agency is not waited for any more.
alter table pakn.report_agency add column waived_at timestamptz;
-- Of stage coordinate: how long before the answer the parts of others are due (part_due).
alter table pakn.deadline
	drop constraint deadline_stage_check,
	add constraint deadline_stage_check check (stage in ('sort', 'accept', 'answer', 'wait', 'coordinate'));

-- signed: of a PDF, whether a signature stands in it.  contribution: what goes with the part of a coordinating agency.
alter table pakn.attachment
	add column signed boolean,
	drop constraint attachment_part_check,
	add constraint attachment_part_check check (part in ('report', 'supplement', 'answer', 'contribution'));

insert into pakn.action (action, event_type, public, needs, internal) values
	('waive',       'part_waived', false, '{agency,reason}',     true),
	('fulfil',      'fulfilled',   true,  '{text}',              false),
	('replan',      'replanned',   true,  '{planned_on,reason}', false),
	('remind-plan', 'plan_due',    false, '{}',                  true);
-- planned: what was promised is not done.  planned_unheld: and the head need not release what is said of it.
alter table pakn.lifecycle
	drop constraint lifecycle_only_when_check,
	add constraint lifecycle_only_when_check check (only_when in ('always', 'released', 'unreleased', 'own', 'offered', 'unoffered',
		'unasked', 'head_asked', 'desk_asked', 'planned', 'planned_unheld'));
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, null, only_when
from (values
	('waive',  '{assigned,in_progress}',          '{head}',                   'always'),
	('waive',  '{received,assigned,in_progress}', '{dispatcher}',             'always'),
	('fulfil', '{resolved,archived}',             '{staff}',                  'planned_unheld'),
	('fulfil', '{resolved,archived}',             '{head,deputy,dispatcher}', 'planned'),
	('replan', '{resolved,archived}',             '{head,deputy,dispatcher}', 'planned')
) as l (action, froms, roles, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- An answer counts by what came of the report.  released: an answer stands, and the time until then counts (stat_bucket).
alter table pakn.stat_class
	add column outcome text references pakn.outcome,
	add column released boolean not null default false;
update pakn.stat_class set released = true where stat_class in (3, 4);
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, outcome, released)
select k.base + o.place, k.name || '_' || o.outcome, 0, k.on_time, 1 - k.on_time, 0, 0, o.outcome, true
from pakn.outcome o, (values (40, 'on_time', 1), (50, 'late', 0)) k (base, name, on_time);

-- whom: the agency that has the case, the one that the event is about, or those that a rule has named to work along.
-- held: only of an answer that its head has not released.
alter table pakn.notice_event
	add column whom text not null default 'lead' check (whom in ('lead', 'other', 'along')),
	add column held boolean not null default false,
	drop constraint notice_event_pkey,
	add primary key (event_type, notice, whom);
insert into pakn.notice values
	('fulfilled',          'sender', 'Việc đã hẹn nay đã xong'),
	('replanned',          'sender', 'Ngày hẹn thay đổi'),
	('answer_to_approve',  'staff',  'Dự thảo trả lời chờ duyệt'),
	('coordination_asked', 'staff',  'Đề nghị phối hợp'),
	('part_in',            'staff',  'Đơn vị phối hợp đã gửi phần việc'),
	('part_over',          'staff',  'Không cần phối hợp nữa'),
	('plan_due',           'staff',  'Quá ngày hẹn với người dân');
insert into pakn.notice_event (event_type, notice, on_entry, whom, held) values
	('fulfilled',          'fulfilled',          false, 'lead',  false),
	('replanned',          'replanned',          false, 'lead',  false),
	('answered',           'answer_to_approve',  false, 'lead',  true),
	('coordination_begun', 'coordination_asked', false, 'other', false),
	('received',           'coordination_asked', true,  'along', false),
	('assigned',           'coordination_asked', true,  'along', false),
	('contributed',        'part_in',            false, 'lead',  false),
	('part_waived',        'part_over',          false, 'other', false),
	('coordination_ended', 'part_over',          false, 'other', false),
	('plan_due',           'plan_due',           false, 'lead',  false);
insert into pakn.notice_template
select 0, w.notice, 'vi', w.subject, concat_ws(E'\n', 'Kính gửi ông/bà,', '', w.body, '', 'Mã phản ánh: {code}', 'Lĩnh vực: {category}',
	'Theo dõi và bổ sung: {link}', '', 'Thư này được gửi tự động, xin không trả lời. Cần hỏi thêm, hãy gọi {hotline}.', '{province}')
from (values
	('fulfilled', 'Việc đã hẹn ở phản ánh {code} nay đã xong', E'Việc mà {agency} đã hẹn với ông/bà nay đã làm xong.\n\n{words}'),
	('replanned', 'Ngày hẹn ở phản ánh {code} thay đổi', E'Ngày {agency} hẹn làm xong đã thay đổi.\nNgày hẹn mới: {planned}\nLý do: {words}')
) w (notice, subject, body);
insert into pakn.notice_template
select 0, w.notice, 'en', w.subject, concat_ws(E'\n', 'Dear citizen,', '', w.body, '', 'Report: {code}', 'Field: {category}',
	'Follow it and add to it: {link}', '', 'This message was sent automatically; please do not answer it. For questions call {hotline}.', '{province}')
from (values
	('fulfilled', 'What was planned for your report {code} is done', E'What {agency} had planned for your report is done.\n\n{words}'),
	('replanned', 'The day planned for your report {code} has moved', E'The day by which {agency} will have done it has moved.\nNow planned for: {planned}\nReason: {words}')
) w (notice, subject, body);
insert into pakn.notice_template
select 0, w.notice, w.lang, w.subject, w.body
from (values
	('answer_to_approve', 'vi', 'Dự thảo trả lời hồ sơ {code} chờ lãnh đạo duyệt', E'Có dự thảo trả lời chờ lãnh đạo {agency} duyệt hoặc trả lại.\n\nMã: {code}\nKết quả: {outcome}\nHạn trả lời: {due}'),
	('coordination_asked', 'vi', 'Đề nghị phối hợp hồ sơ {code}, hạn {part_due}', E'{agency} chủ trì hồ sơ này, đề nghị đơn vị phối hợp.\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nNội dung: {words}\nHạn gửi phần việc: {part_due}\nHạn trả lời người dân: {due}'),
	('part_in', 'vi', 'Hồ sơ {code}: {other} đã gửi phần việc', E'{other} đã gửi phần việc của mình; nội dung có trong hồ sơ.\n\nMã: {code}\nHạn trả lời: {due}'),
	('part_over', 'vi', 'Hồ sơ {code}: không cần phối hợp nữa', E'{agency} không chờ phần việc của đơn vị ở hồ sơ này nữa.\n\nMã: {code}\nLý do: {words}'),
	('plan_due', 'vi', 'Hồ sơ {code}: đã quá ngày hẹn {planned}', E'Đã quá ngày {agency} hẹn với người dân. Hãy báo kết quả, hoặc hẹn ngày khác và nêu lý do.\n\nMã: {code}\nNgày hẹn: {planned}'),
	('answer_to_approve', 'en', 'The answer of case {code} waits for the head', E'An answer waits for the head of {agency}, who releases it or sends it back.\n\nCode: {code}\nOutcome: {outcome}\nAnswer due: {due}'),
	('coordination_asked', 'en', 'Case {code} asks for your part, due {part_due}', E'{agency} leads this case and asks you to work along.\n\nCode: {code}\nField: {category}\nArea: {area}\nAsked for: {words}\nYour part is due: {part_due}\nAnswer due: {due}'),
	('part_in', 'en', 'Case {code}: {other} has given its part', E'{other} has given its part; the case shows it.\n\nCode: {code}\nAnswer due: {due}'),
	('part_over', 'en', 'Case {code}: your part is not needed any more', E'{agency} does not wait for your part of this case any more.\n\nCode: {code}\nReason: {words}'),
	('plan_due', 'en', 'Case {code}: the day planned, {planned}, has passed', E'The day that {agency} named to the citizen has passed. Tell that it is done, or name another day and why.\n\nCode: {code}\nPlanned for: {planned}')
) w (notice, lang, subject, body);
-- Who sent a report hears what came of it, not only that there is an answer.
update pakn.notice_template set body = replace(body, E'\n\n{answer}', case lang
	when 'en' then E'\nOutcome: {outcome}\nPlanned for: {planned}\nTogether with: {contributors}\n\n{answer}'
	else E'\nKết quả: {outcome}\nDự kiến xong: {planned}\nĐơn vị phối hợp: {contributors}\n\n{answer}' end)
where tenant_id = 0 and notice = 'answered';

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('work_holders', 'stat_class_at', 'case_move', 'stats_rows', 'attachment_add')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
