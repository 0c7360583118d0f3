-- oldest-binary: 0.1
-- 0026 notices: whom to tell what happens, in which words, and how far that has come.

-- Ways to tell somebody.  An inactive one is not used yet.
create table pakn.notice_channel (
	channel text primary key,
	name    text not null,
	active  boolean not null
);
insert into pakn.notice_channel values
	('email',   'Thư điện tử', true),
	('webhook', 'Webhook',     true),
	('sms',     'Tin nhắn',    false);

-- What there is to tell in words, and of which events; those of a webhook are the events themselves.
create table pakn.notice (
	notice   text primary key,
	audience text not null check (audience in ('sender', 'staff')),
	name     text not null
);
insert into pakn.notice values
	('received',       'sender', 'Đã tiếp nhận'),
	('info_requested', 'sender', 'Cần bổ sung thông tin'),
	('messaged',       'sender', 'Đơn vị nhắn người gửi'),
	('forwarded',      'sender', 'Đã chuyển đơn vị xử lý'),
	('deadline_moved', 'sender', 'Thời hạn thay đổi'),
	('answered',       'sender', 'Đã có kết quả'),
	('rejected',       'sender', 'Không thụ lý'),
	('reopened',       'sender', 'Xử lý lại'),
	('new_case',       'staff',  'Hồ sơ mới'),
	('sent_back',      'staff',  'Trả lời bị trả lại'),
	('supplemented',   'staff',  'Người gửi đã bổ sung'),
	('case_reopened',  'staff',  'Hồ sơ được mở lại'),
	('nearing_due',    'staff',  'Sắp đến hạn'),
	('digest',         'staff',  'Tóm tắt đầu ngày');
-- on_entry: only of an event that brings the case to the agency.  Some events have no action yet.
create table pakn.notice_event (
	event_type text not null,
	notice     text not null references pakn.notice,
	on_entry   boolean not null default false,
	primary key (event_type, notice)
);
insert into pakn.notice_event values
	('received',       'received',       false), ('received',     'new_case',      true),
	('info_requested', 'info_requested', false), ('assigned',     'new_case',      true),
	('messaged',       'messaged',       false), ('transferred',  'new_case',      true),
	('assigned',       'forwarded',      true),  ('returned',     'new_case',      true),
	('transferred',    'forwarded',      true),  ('sent_back',    'sent_back',     false),
	('extended',       'deadline_moved', false), ('supplemented', 'supplemented',  false),
	('approved',       'answered',       false), ('reopened',     'case_reopened', false),
	('rejected',       'rejected',       false), ('reopened',     'reopened',      false),
	('unaccepted',     'new_case',       true);

-- The words.  tenant_id 0: those of every province that has no others.  A line of which nothing is known is left out.
create table pakn.notice_template (
	tenant_id int not null,
	notice    text not null references pakn.notice,
	lang      text not null check (lang in ('vi', 'en')),
	subject   text not null check (length(subject) between 1 and 200),
	body      text not null check (length(body) between 1 and 8000),
	primary key (tenant_id, notice, lang)
);
insert into pakn.notice_template
select 0, w.notice, 'vi', w.subject, concat_ws(E'\n', 'Kính gửi ông/bà,', '', w.body, '', 'Mã phản ánh: {code}', 'Lĩnh vực: {category}',
	'Theo dõi và bổ sung: {link}', '', 'Thư này được gửi tự động, xin không trả lời. Cần hỏi thêm, hãy gọi {hotline}.', '{province}')
from (values
	('received', 'Đã tiếp nhận phản ánh {code}', E'Phản ánh của ông/bà đã được tiếp nhận.\nĐơn vị xử lý: {agency}\nHạn trả lời: {due}'),
	('info_requested', 'Cần bổ sung thông tin cho phản ánh {code}', E'Để xử lý phản ánh, cơ quan cần ông/bà bổ sung thông tin:\n\n{words}'),
	('messaged', 'Tin nhắn về phản ánh {code}', E'{agency} nhắn ông/bà:\n\n{words}'),
	('forwarded', 'Phản ánh {code} đã được chuyển đơn vị xử lý', E'Phản ánh của ông/bà đã được chuyển đến đơn vị xử lý.\nĐơn vị xử lý: {agency}\nHạn trả lời: {due}'),
	('deadline_moved', 'Thời hạn trả lời phản ánh {code} thay đổi', E'Thời hạn trả lời phản ánh của ông/bà đã thay đổi.\nHạn trả lời mới: {due}\nLý do: {words}'),
	('answered', 'Đã có kết quả xử lý phản ánh {code}', E'Phản ánh của ông/bà đã được xử lý.\nĐơn vị trả lời: {agency}\n\n{answer}'),
	('rejected', 'Phản ánh {code} không được thụ lý', E'Phản ánh của ông/bà không được thụ lý.\n\n{words}'),
	('reopened', 'Phản ánh {code} được xử lý lại', E'Phản ánh của ông/bà đang được xử lý lại.\nĐơn vị xử lý: {agency}\nHạn trả lời: {due}')
) w (notice, subject, body);
insert into pakn.notice_template
select 0, w.notice, 'en', w.subject, concat_ws(E'\n', 'Dear citizen,', '', w.body, '', 'Report: {code}', 'Field: {category}',
	'Follow it and add to it: {link}', '', 'This message was sent automatically; please do not answer it. For questions call {hotline}.', '{province}')
from (values
	('received', 'Your report {code} was received', E'Your report was received.\nAgency: {agency}\nAnswer due: {due}'),
	('info_requested', 'More is needed for your report {code}', E'To deal with your report, the agency asks you for more:\n\n{words}'),
	('messaged', 'A message about your report {code}', E'{agency} writes to you:\n\n{words}'),
	('forwarded', 'Your report {code} is with an agency', E'Your report was passed to the agency that deals with it.\nAgency: {agency}\nAnswer due: {due}'),
	('deadline_moved', 'The deadline of your report {code} has moved', E'The deadline of the answer to your report has moved.\nAnswer due: {due}\nReason: {words}'),
	('answered', 'Your report {code} was dealt with', E'Your report was dealt with.\nAgency: {agency}\n\n{answer}'),
	('rejected', 'Your report {code} was refused', E'Your report was refused.\n\n{words}'),
	('reopened', 'Your report {code} is open again', E'Your report is dealt with once more.\nAgency: {agency}\nAnswer due: {due}')
) w (notice, subject, body);
insert into pakn.notice_template
select 0, w.notice, w.lang, w.subject, w.body
from (values
	('new_case', 'vi', 'Hồ sơ mới {code}, hạn {due}', E'{agency} có hồ sơ mới.\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nHạn trả lời: {due}'),
	('sent_back', 'vi', 'Trả lời của hồ sơ {code} bị trả lại', E'Câu trả lời của hồ sơ bị trả lại để làm lại.\n\nMã: {code}\nLý do: {words}\nHạn trả lời: {due}'),
	('supplemented', 'vi', 'Hồ sơ {code}: người gửi đã bổ sung', E'Người gửi đã bổ sung thông tin; nội dung có trong hồ sơ.\n\nMã: {code}\nHạn trả lời: {due}'),
	('case_reopened', 'vi', 'Hồ sơ {code} được mở lại', E'Hồ sơ được mở lại.\n\nMã: {code}\nLĩnh vực: {category}\nHạn trả lời: {due}'),
	('nearing_due', 'vi', 'Hồ sơ {code} sắp đến hạn', E'Hồ sơ sắp đến hạn trả lời.\n\nMã: {code}\nLĩnh vực: {category}\nHạn trả lời: {due}'),
	('digest', 'vi', '{agency}: {open} hồ sơ đang xử lý, {overdue} quá hạn', E'Đầu ngày {today} của {agency}:\n\nĐang xử lý: {open}\nĐến hạn hôm nay: {due_today}\nQuá hạn: {overdue}'),
	('new_case', 'en', 'New case {code}, due {due}', E'{agency} has a new case.\n\nCode: {code}\nField: {category}\nArea: {area}\nAnswer due: {due}'),
	('sent_back', 'en', 'The answer of case {code} was sent back', E'The answer of the case was sent back.\n\nCode: {code}\nReason: {words}\nAnswer due: {due}'),
	('supplemented', 'en', 'Case {code}: the sender has added to it', E'The sender has added to the report; the case shows what.\n\nCode: {code}\nAnswer due: {due}'),
	('case_reopened', 'en', 'Case {code} is open again', E'The case is open again.\n\nCode: {code}\nField: {category}\nAnswer due: {due}'),
	('nearing_due', 'en', 'Case {code} is nearly due', E'The answer of the case is nearly due.\n\nCode: {code}\nField: {category}\nAnswer due: {due}'),
	('digest', 'en', '{agency}: {open} open cases, {overdue} overdue', E'The morning of {today} at {agency}:\n\nOpen: {open}\nDue today: {due_today}\nOverdue: {overdue}')
) w (notice, lang, subject, body);

-- Who is told.  0 of a province: whoever sent a report, by e-mail.  Any other: an agency's system, an app's
-- backend, an agency's mailbox.
create sequence pakn.subscription_id_seq;
create table pakn.subscription (
	tenant_id       int not null references pakn.tenant,
	subscription_id int not null,
	channel         text not null references pakn.notice_channel,
	name            text not null,
	address         text,                        -- URL or mailbox; null: each sender's own
	agency_id       int,                         -- what happens to its cases
	api_key_id      int,                         -- what happens to reports that came with it
	events          text[] not null default '{}',   -- only these; none: all
	lang            text not null default 'vi' check (lang in ('vi', 'en')),
	made_at         timestamptz not null default now(),
	ended_at        timestamptz,
	ended_why       text check (ended_why in ('disabled', 'gone')),
	-- The circuit breaker: after some faults in a row nothing is sent until open_until, then one.
	faults          int not null default 0,
	opened          int not null default 0,      -- times in a row
	open_until      timestamptz,
	sent_at         timestamptz,
	primary key (tenant_id, subscription_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	check (subscription_id = 0 or num_nonnulls(agency_id, api_key_id) = 1 and address is not null),
	check ((ended_at is null) = (ended_why is null))
) with (fillfactor = 70);
insert into pakn.subscription (tenant_id, subscription_id, channel, name)
select t.tenant_id, 0, 'email', 'Người gửi' from pakn.tenant t;

-- The secrets by which a webhook is signed, sealed; two at the most, while one takes over from the other.
create table pakn.subscription_secret (
	tenant_id       int not null,
	secret_id       uuid not null,               -- where it belongs: its seal opens nowhere else
	subscription_id int not null,
	secret          bytea not null,
	made_at         timestamptz not null default now(),
	expires_at      timestamptz not null default 'infinity',
	primary key (tenant_id, secret_id),
	foreign key (tenant_id, subscription_id) references pakn.subscription
);

-- Notices under way and what became of them.  None was ever sent of those that the table had.
drop table pakn.outbox;
create table pakn.outbox (
	tenant_id       int not null,
	outbox_id       uuid not null,               -- webhook-id, and the left part of Message-ID
	subscription_id int not null,
	report_id       uuid not null,               -- of no report: as outbox_id
	seq             bigint not null,             -- the order of those of one report to one subscription
	event_id        uuid,
	notice          text not null,               -- to webhooks: report. and the type of the event
	created_at      timestamptz not null,
	next_at         timestamptz not null,
	lease           bigint,                      -- whose it is, until next_at
	attempts        int not null default 0,
	state           text not null default 'pending' check (state in ('pending', 'sent', 'dead')),
	done_at         timestamptz,
	error           text,                        -- why the last attempt failed
	status          int,                         -- what the other side answered
	primary key (tenant_id, outbox_id)
) with (fillfactor = 70);
create index outbox_due on pakn.outbox (tenant_id, subscription_id, next_at) where state = 'pending';
create index outbox_order on pakn.outbox (tenant_id, subscription_id, report_id, seq) where state = 'pending';
create index outbox_leased on pakn.outbox (tenant_id, subscription_id) where state = 'pending' and lease is not null;
create index outbox_state on pakn.outbox (tenant_id, state, created_at, outbox_id);

-- How far notices follow the history.  Nobody is told what was before.
create table pakn.notice_head (
	tenant_id int primary key,
	seq       bigint not null
) with (fillfactor = 70);
insert into pakn.notice_head select h.tenant_id, h.seq from pakn.event_head h;

-- By which API key a report came, and by which one somebody joined: their apps hear of it.
alter table pakn.report add api_key_id int;
alter table pakn.report_support add api_key_id int;
create index report_support_app on pakn.report_support (tenant_id, report_id) where api_key_id is not null;

insert into pakn.role_right values ('admin', 'admin:webhooks'), ('admin', 'notice:manage'), ('dispatcher', 'notice:manage');
