-- oldest-binary: 0.1
-- 0029 escalation: whom an open case tells as its time goes by, one after the other; and supervisors who urge.

-- Who is told when (ladder_read); 0 and '' mean any.  What names more, wins (ladder_of).  tenant_id 0: those of every
-- province that has no others, so that no case is without.
create table pakn.ladder (
	tenant_id   int not null,
	category_id int not null default 0,
	urgency     text not null default '',
	stage       text not null default '' check (stage in ('', 'sort', 'accept', 'answer', 'review')),
	steps       jsonb not null,
	primary key (tenant_id, category_id, urgency, stage)
);
insert into pakn.ladder (tenant_id, urgency, steps) values
	(0, '', '{"steps": [{"percent": 75, "tells": ["agency"]}, {"percent": 100, "tells": ["agency"]},
		{"after": 1, "unit": "d", "tells": ["head"]}, {"after": 2, "unit": "d", "tells": ["desk"]},
		{"after": 3, "unit": "d", "tells": ["desk", "supervisor"]}], "every": {"after": 2, "unit": "d"}}'),
	(0, 'urgent', '{"steps": [{"percent": 50, "tells": ["agency", "duty"]}, {"percent": 100, "tells": ["agency", "duty", "head"]},
		{"after": 2, "unit": "h", "tells": ["desk", "head"]}, {"after": 8, "unit": "h", "tells": ["desk", "supervisor"]}],
		"every": {"after": 8, "unit": "h"}}');

-- How far an open case is on its ladder.  None has a row before a step may be near (escalation_look): intake writes none.
create table pakn.escalation (
	tenant_id    int not null,
	report_id    uuid not null,
	-- What the lead's work item said when next_at was found; where it says something else, that is found again.
	agency_id    int not null,
	status       text not null,
	due_at       timestamptz not null,
	stage_due_at timestamptz,
	stage        text,                        -- whose ladder it is; null: nobody has looked yet
	taken        int not null default 0,      -- steps of it
	taken_at     timestamptz,                 -- the last one, or its last repetition
	next_at      timestamptz not null,
	primary key (tenant_id, report_id)
) with (fillfactor = 70);
create index escalation_next on pakn.escalation (tenant_id, next_at);

-- Whom an event tells beside whoever has the report, and by which notice.
create table pakn.event_told (
	tenant_id int not null,
	event_id  uuid not null,
	agency_id int not null,
	notice    text not null,
	primary key (tenant_id, event_id, agency_id, notice)
);

-- How far up it is known that the agency's time is over.
alter table pakn.work_item add column escalated text check (escalated in ('head', 'desk', 'supervisor'));
-- Of the few alone, so that no intake pays for them.
create index work_item_escalated on pakn.work_item (tenant_id, due_at, report_id) where escalated is not null;

-- A letter by which a supervisor urges an agency (đôn đốc).  Its words, and those of the reply, are the events' alone, so that
-- what is taken out there is gone from here.
create table pakn.urging (
	tenant_id int not null,
	urging_id uuid not null,
	agency_id int not null,
	made_at   timestamptz not null,
	made_by   int not null,
	reply_by  timestamptz not null,
	event_id  uuid not null,                  -- of its first case
	replied_at timestamptz,
	replied_by int,
	reply_event_id uuid,
	primary key (tenant_id, urging_id)
);
create index urging_agency on pakn.urging (tenant_id, agency_id, made_at);
create index urging_event on pakn.urging (tenant_id, event_id);
create table pakn.urging_case (
	tenant_id int not null,
	urging_id uuid not null,
	report_id uuid not null,
	due_at    timestamptz not null,           -- as the letter says it
	primary key (tenant_id, urging_id, report_id)
);
create index urging_case_report on pakn.urging_case (tenant_id, report_id);

insert into pakn.role_right values
	('supervisor', 'urging:make'), ('dispatcher', 'urging:make'),
	('supervisor', 'urging:read'), ('dispatcher', 'urging:read'), ('head', 'urging:read'), ('staff', 'urging:read'),
	('head', 'urging:reply'), ('staff', 'urging:reply');

insert into pakn.action (action, event_type, public, needs, internal) values
	('remind',     'reminded',     false, '{text}', true),
	('escalate',   'escalated',    false, '{text}', true),
	('urge',       'urged',        false, '{text}', true),
	('reply-urge', 'urge_replied', false, '{text}', true);

insert into pakn.notice values
	('alerted',            'staff', 'Việc khẩn'),
	('overdue',            'staff', 'Đến hạn, quá hạn'),
	('overdue_head',       'staff', 'Quá hạn: báo lãnh đạo'),
	('overdue_desk',       'staff', 'Quá hạn: báo bộ phận tiếp nhận'),
	('overdue_supervisor', 'staff', 'Quá hạn: báo giám sát'),
	('urged',              'staff', 'Đôn đốc'),
	('urge_replied',       'staff', 'Trả lời đôn đốc'),
	('overview',           'staff', 'Tổng hợp đầu ngày cho giám sát');
insert into pakn.notice_event values ('alerted', 'alerted', false);
insert into pakn.notice_template
select 0, w.notice, w.lang, w.subject, w.body
from (values
	('alerted', 'vi', 'Việc khẩn: hồ sơ {code}', E'{agency} có việc khẩn.\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nHạn trả lời: {due}\n\n{words}'),
	('overdue', 'vi', 'Hồ sơ {code} đã đến hạn', E'{words}\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nĐơn vị: {agency}'),
	('overdue_head', 'vi', 'Báo lãnh đạo: hồ sơ {code} quá hạn', E'{words}\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nĐơn vị: {agency}'),
	('overdue_desk', 'vi', 'Báo bộ phận tiếp nhận: hồ sơ {code} quá hạn', E'{words}\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nĐơn vị: {agency}'),
	('overdue_supervisor', 'vi', 'Báo giám sát: hồ sơ {code} quá hạn', E'{words}\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nĐơn vị: {agency}'),
	('urged', 'vi', 'Đôn đốc {agency}: {cases} hồ sơ', E'{words}\n\nBáo cáo kết quả: {reply_by}\n\n{list}'),
	('urge_replied', 'vi', '{agency} trả lời đôn đốc: {cases} hồ sơ', E'{words}\n\n{list}'),
	('overview', 'vi', '{province}: {open} hồ sơ đang xử lý, {overdue} quá hạn', E'Đầu ngày {today}:\n\nĐang xử lý: {open}\nQuá hạn: {overdue}\nĐã báo giám sát: {escalated}\nĐôn đốc chưa trả lời: {urged}\n\nQuá hạn theo đơn vị:\n{list}'),
	('overview', 'en', '{province}: {open} open cases, {overdue} overdue', E'The morning of {today}:\n\nOpen: {open}\nOverdue: {overdue}\nEscalated to supervisors: {escalated}\nUrgings without a reply: {urged}\n\nOverdue by agency:\n{list}'),
	('alerted', 'en', 'Urgent: case {code}', E'{agency} has something urgent.\n\nCode: {code}\nField: {category}\nArea: {area}\nAnswer due: {due}\n\n{words}'),
	('overdue', 'en', 'Case {code} is due', E'{words}\n\nCode: {code}\nField: {category}\nArea: {area}\nAgency: {agency}'),
	('overdue_head', 'en', 'For the head: case {code} is overdue', E'{words}\n\nCode: {code}\nField: {category}\nArea: {area}\nAgency: {agency}'),
	('overdue_desk', 'en', 'For the desk: case {code} is overdue', E'{words}\n\nCode: {code}\nField: {category}\nArea: {area}\nAgency: {agency}'),
	('overdue_supervisor', 'en', 'For the supervisor: case {code} is overdue', E'{words}\n\nCode: {code}\nField: {category}\nArea: {area}\nAgency: {agency}'),
	('urged', 'en', '{agency} is urged: {cases} cases', E'{words}\n\nReply: {reply_by}\n\n{list}'),
	('urge_replied', 'en', '{agency} replies: {cases} cases', E'{words}\n\n{list}')
) w (notice, lang, subject, body);
-- What was nearing due had no event yet; its words say of which stage, and what is left.
update pakn.notice_template set body = case lang when 'vi'
	then E'{words}\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nĐơn vị: {agency}'
	else E'{words}\n\nCode: {code}\nField: {category}\nArea: {area}\nAgency: {agency}' end
where tenant_id = 0 and notice = 'nearing_due';
update pakn.notice_template set body = body || case lang when 'vi'
	then E'\nChờ tiếp nhận: {unaccepted}\nĐã báo cấp trên: {escalated}\nĐôn đốc chưa trả lời: {urged}'
	else E'\nNot yet accepted: {unaccepted}\nEscalated: {escalated}\nUrgings without a reply: {urged}' end
where tenant_id = 0 and notice = 'digest';

-- It takes who did it now: the old one goes.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.proname = 'event_add' loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
