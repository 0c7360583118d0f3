-- oldest-binary: 0.1
-- 0034 aftermath: what comes after the answer: ratings, reopening by the sender, withdrawal, the archive; agencies without
-- accounts work by links; numbers that other systems have for a report.

-- How content one is, from 1; unsatisfied ones count against the rate of satisfaction.
create table pakn.rating_level (
	score       smallint primary key,
	name        text not null,
	name_en     text not null,
	unsatisfied boolean not null
);
insert into pakn.rating_level values
	(1, 'Rất không hài lòng', 'Very dissatisfied', true),
	(2, 'Không hài lòng', 'Dissatisfied', true),
	(3, 'Bình thường', 'Neither', false),
	(4, 'Hài lòng', 'Satisfied', false),
	(5, 'Rất hài lòng', 'Very satisfied', false);

-- Days after the end in which one may rate, and after the first rating change it; reopen; after which it is archived
-- (null: never); and for which the link of a hand-over by message is good.
alter table pakn.tenant
	add column rating_days int not null default 90 check (rating_days between 1 and 3650),
	add column rating_change_days int not null default 7 check (rating_change_days between 0 and 3650),
	add column reopen_days int not null default 30 check (reopen_days between 1 and 3650),
	add column archive_days int default 180 check (archive_days between 1 and 3650),
	add column link_days int not null default 14 check (link_days between 1 and 365);

alter table pakn.report
	add column score smallint,               -- of the answer that stands
	add column rated_at timestamptz,         -- the first time
	add column reopened_at timestamptz;      -- by its sender; from then on the deadline counts
-- What is resolved and not archived yet, since when.  In a table of its own: an index on report would be paid for by
-- each move of any report.
create table pakn.archive_wait (
	tenant_id int not null,
	report_id uuid not null,
	since     timestamptz not null,
	primary key (tenant_id, report_id)
);
create index archive_wait_since on pakn.archive_wait (tenant_id, since);
insert into pakn.archive_wait
select r.tenant_id, r.report_id, coalesce(r.closed_at, now()) from pakn.report r where r.status = 'resolved';
-- Lists show what is current.
create index report_publication_current on pakn.report_publication (tenant_id, report_id) where listed and status <> 'archived';

insert into pakn.role values ('sender', 'Người gửi');
insert into pakn.action (action, event_type, public, needs) values
	('rate',           'rated',          false, '{}'),
	('change-rating',  'rating_changed', false, '{}'),
	('reopen',         'reopened',       true,  '{reason}'),
	('withdraw',       'withdrawn',      true,  '{}'),
	('archive',        'archived',       false, '{}'),
	('unarchive',      'unarchived',     false, '{reason}');
-- What the sender may do, as long as there is time for it (sender_may).
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, to_status, 'always'
from (values
	('supplement', '{info_requested}',                                       'sender',     '='),
	('rate',       '{resolved,archived}',                                    'sender',     null),
	('reopen',     '{resolved,archived}',                                    'sender',     'in_progress'),
	('withdraw',   '{received,info_requested,assigned,in_progress,paused}',  'sender',     'withdrawn'),
	('unarchive',  '{archived}',                                             'dispatcher', 'resolved')
) as l (action, froms, role, to_status), unnest(l.froms::text[]) as from_status;

-- How a report came back: to its agency, too.
alter table pakn.work_item
	drop constraint work_item_came_back_check,
	add constraint work_item_came_back_check check (came_back in ('returned', 'unaccepted', 'reopened'));

-- unsatisfied: beside what it counts as, it is rated so, or was reported again: 0 is open as 1 is, and each class that is
-- on time has another of that kind, a hundred further on.  The last ones count no report, but what happened (event_types).
alter table pakn.stat_class
	drop constraint stat_class_check,
	add column unsatisfied int not null default 0,
	add constraint stat_class_check check (refused + on_time + late + in_time + overdue <= 1);
insert into pakn.stat_class
select (jsonb_populate_record(k, jsonb_build_object('stat_class', case k.stat_class when 1 then 0 else k.stat_class + 100 end,
	'name', k.name || '_unsatisfied', 'unsatisfied', 1))).*
from pakn.stat_class k
where k.on_time = 1 or k.stat_class = 1;
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, event_types) values
	(71, 'rated',            0, 0, 0, 0, 0, '{rated}'),
	(72, 'reopened',         0, 0, 0, 0, 0, '{reopened}'),
	(73, 'withdrawn_in_all', 0, 0, 0, 0, 0, '{withdrawn}');
-- What older systems had as withdrawn counts, too.
insert into pakn.stat_delta
select e.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), e.agency_id, e.area_id, e.category_id,
	r.channel_id, 73, 0
from pakn.report_event e join pakn.report r on r.tenant_id = e.tenant_id and r.report_id = e.report_id
where e.type = 'withdrawn';

-- named: only to mailboxes that name it; anywhere: of the cases of all agencies, not of the mailbox's own alone.
alter table pakn.notice
	add column named boolean not null default false,
	add column anywhere boolean not null default false;
insert into pakn.notice (notice, audience, name, named, anywhere) values
	('withdrawn',         'staff', 'Người gửi rút phản ánh',              false, false),
	('reopened_anywhere', 'staff', 'Phản ánh được mở lại (giám sát)',     true,  true),
	('handoff',           'staff', 'Chuyển hồ sơ bằng liên kết',          true,  false),
	('handoff_sms',       'staff', 'Chuyển hồ sơ bằng liên kết, tin nhắn', true, false);
insert into pakn.notice_event (event_type, notice, on_entry) values
	('withdrawn', 'withdrawn',         false),
	('reopened',  'reopened_anywhere', false),
	('received',    'handoff', true), ('assigned',   'handoff', true), ('transferred', 'handoff', true),
	('reopened',    'handoff', false), ('handed_off', 'handoff', false);
insert into pakn.notice_template (tenant_id, notice, lang, subject, body) values
	(0, 'withdrawn', 'vi', 'Hồ sơ {code}: người gửi đã rút', E'Người gửi đã rút phản ánh; không phải xử lý tiếp.\n\nMã: {code}\nLĩnh vực: {category}\nLý do: {words}'),
	(0, 'withdrawn', 'en', 'Case {code}: withdrawn by its sender', E'The sender has withdrawn the report; nothing more is to be done.\n\nCode: {code}\nField: {category}\nReason: {words}'),
	(0, 'reopened_anywhere', 'vi', 'Hồ sơ {code} bị phản ánh lại: chưa được giải quyết', E'Người gửi cho biết việc chưa được giải quyết; hồ sơ được mở lại.\n\nMã: {code}\nĐơn vị: {agency}\nLĩnh vực: {category}\nLý do: {words}\nHạn trả lời mới: {due}'),
	(0, 'reopened_anywhere', 'en', 'Case {code} was reported again: not solved', E'Its sender says that the trouble is not solved; the case is open again.\n\nCode: {code}\nAgency: {agency}\nField: {category}\nReason: {words}\nAnswer due: {due}'),
	(0, 'handoff', 'vi', 'Phản ánh {code} chuyển đến {agency}, hạn {due}', E'Kính gửi {agency},\n\n{province} chuyển đến quý đơn vị một phản ánh của người dân.\n\nMã: {code}\nLĩnh vực: {category}\nĐịa bàn: {area}\nHạn trả lời: {due}\n\nXem, nhận, trả lại hoặc trả lời (không cần tài khoản; liên kết chỉ mở được hồ sơ này):\n{case_link}\n\nXin không chuyển tiếp thư này. Cần hỏi thêm, hãy gọi {hotline}.'),
	(0, 'handoff', 'en', 'Report {code} for {agency}, due {due}', E'To {agency},\n\n{province} passes a citizen''s report on to you.\n\nCode: {code}\nField: {category}\nArea: {area}\nAnswer due: {due}\n\nSee it, accept it, give it back or answer it (no account is needed; the link opens this case alone):\n{case_link}\n\nPlease do not pass this message on. For questions call {hotline}.'),
	(0, 'handoff_sms', 'vi', 'Phản ánh {code}', E'PAKN {code}, han {due}. Mo: {case_link}'),
	(0, 'handoff_sms', 'en', 'Report {code}', E'PAKN {code}, due {due}. Open: {case_link}');
-- How content one is with an answer: by a link in the notice of it.
update pakn.notice_template t set body = replace(t.body, E'\n{answer}', E'\n{answer}\n\n'
	|| case t.lang when 'en' then 'Are you content with it? Rate it, or say that it is not solved: ' else 'Ông/bà có hài lòng không? Đánh giá, hoặc báo chưa được giải quyết: ' end
	|| '{rating_link}')
where t.tenant_id = 0 and t.notice = 'answered';
update pakn.notice_channel set active = true where channel = 'sms';

-- What a message lets one do with one case: rate it (its sender), or handle it (an agency without accounts).  The
-- token itself is in the message alone.
create table pakn.case_link (
	tenant_id       int not null,
	digest          bytea not null check (length(digest) = 32),
	purpose         text not null check (purpose in ('rate', 'handle')),
	report_id       uuid not null,
	agency_id       int,                     -- of handle: whose it is to be
	subscription_id int not null,            -- to which address it went
	outbox_id       uuid not null,           -- in which message; each attempt has a link of its own
	made_at         timestamptz not null default now(),
	expires_at      timestamptz not null,
	delivered_at    timestamptz,
	opened_at       timestamptz,
	revoked_at      timestamptz,
	primary key (tenant_id, digest),
	check ((purpose = 'handle') = (agency_id is not null))
) with (fillfactor = 80);
create index case_link_report on pakn.case_link (tenant_id, report_id);
create index case_link_expiry on pakn.case_link (tenant_id, expires_at);

-- Who acts by a link does it for the agency, and is nobody by name.
alter table pakn.report_event
	drop constraint report_event_actor_kind_check,
	add constraint report_event_actor_kind_check check (actor_kind in ('citizen', 'staff', 'system', 'agency'));
insert into pakn.action (action, event_type, public, needs) values
	('hand-off',         'handed_off',       false, '{}'),
	('revoke-hand-off',  'handoff_revoked',  false, '{}'),
	('deliver-hand-off', 'handoff_delivered', false, '{text}'),
	('lose-hand-off',    'handoff_failed',   false, '{text}'),
	('open-hand-off',    'handoff_opened',   false, '{text}'),
	('reference',        'referenced',       false, '{text}'),
	('unreference',      'unreferenced',     false, '{text}');
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select a, s, 'dispatcher', null, 'always'
from unnest('{hand-off,revoke-hand-off}'::text[]) a, unnest('{assigned,in_progress}'::text[]) s;

-- The numbers that other systems have for a report: each is that of one report.
create table pakn.reference_source (
	source text primary key,
	name   text not null
);
insert into pakn.reference_source values
	('cdvcqg',  'Cổng Dịch vụ công quốc gia'), ('hethongpakn', 'Hệ thống PAKN của Văn phòng Chính phủ'),
	('evn',     'Điện lực EVN'),               ('eoffice',     'Văn bản điện tử (eOffice)'),
	('other',   'Hệ thống khác');
create table pakn.report_reference (
	tenant_id    int not null,
	source       text not null,
	ref_key      text not null,              -- by which it is found: capitals, no spaces
	ref          text not null,
	reference_id uuid not null,
	report_id    uuid not null,
	noted_by     int,
	noted_at     timestamptz not null default now(),
	primary key (tenant_id, source, ref_key)
);
create index report_reference_report on pakn.report_reference (tenant_id, report_id);
insert into pakn.role_right
select role, 'case:reference' from unnest('{operator,dispatcher,staff,head}'::text[]) role;
insert into pakn.scope_right values ('cases:write', 'case:reference');

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('stats_rows', 'outbox_claim', 'mailbox_add', 'tenant_set', 'event_add')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
