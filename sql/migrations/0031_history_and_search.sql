-- oldest-binary: 0.1
-- 0031 history and search: erasures on record, what staff search by, and how far the courier is with that.

-- On what ground something may be erased, and who may have asked for it: what the register of erasures says of each.
create table pakn.erasure_ground (
	ground  text primary key,
	name    text not null,
	name_en text not null
);
insert into pakn.erasure_ground values
	('consent_withdrawn', 'Chủ thể dữ liệu rút lại sự đồng ý', 'Consent was withdrawn'),
	('request',           'Chủ thể dữ liệu yêu cầu xóa', 'The person concerned asks for it'),
	('purpose_ended',     'Đã đạt mục đích, hết thời hạn lưu giữ', 'The purpose is reached, or the time is over'),
	('excess',            'Thông tin không cần cho việc giải quyết', 'It is not needed to deal with the case'),
	('unlawful',          'Thu thập hoặc xử lý trái quy định', 'It was collected or used unlawfully'),
	('order',             'Theo yêu cầu của cơ quan có thẩm quyền', 'An authority ordered it');
create table pakn.erasure_asker (
	asker   text primary key,
	name    text not null,
	name_en text not null
);
insert into pakn.erasure_asker values
	('sender',         'Người gửi', 'The sender'),
	('subject',        'Người được nêu trong phản ánh', 'A person whom the report names'),
	('representative', 'Người đại diện', 'Their representative'),
	('authority',      'Cơ quan có thẩm quyền', 'An authority'),
	('agency',         'Cơ quan xử lý tự rà soát', 'The administration itself'),
	('retention',      'Hệ thống, khi hết thời hạn', 'The service, when the time was over');

-- What was erased by an event (its tombstone): part of that event's link in the chain (event_hash), so that nothing can be
-- called erased afterwards.
create table pakn.erasure (
	tenant_id int not null,
	event_id  uuid not null,
	report_id uuid not null,
	asked_by  text not null references pakn.erasure_asker,
	ground    text not null references pakn.erasure_ground,
	erased    text[] not null,               -- contact, description, address, attributes, event:ID, attachment:ID
	primary key (tenant_id, event_id)
);
create index erasure_report on pakn.erasure (tenant_id, report_id);

-- What staff find cases by: kept by the courier (search_follow), so that intake and actions pay nothing.  Narrow, with the
-- words beside it, so that many rows lie on a page; no index holds what changes from step to step, so that updates stay within theirs.
create table pakn.report_search (
	tenant_id   int not null,
	report_id   uuid not null,
	agency_id   int not null,
	category_id int not null,
	area_id     int not null,
	channel_id  smallint not null,
	sender      smallint not null,           -- sender_kind
	stat_class  smallint not null,
	open        boolean not null,
	status      text not null,
	urgency     text not null,
	due_at      timestamptz not null,
	words       tsvector not null,           -- with their places, of description, address and answer (search_vector)
	primary key (tenant_id, report_id)
) with (fillfactor = 80, toast_tuple_target = 128);
alter table pakn.report_search alter column words set storage external;
create index report_search_agency on pakn.report_search (tenant_id, agency_id, report_id);
create index report_search_category on pakn.report_search (tenant_id, category_id, report_id);
create index report_search_area on pakn.report_search (tenant_id, area_id, report_id);
create index report_search_due on pakn.report_search (tenant_id, due_at, report_id) where open;
create index report_search_words on pakn.report_search using gin (tenant_id, words);
create index report_agency_agency on pakn.report_agency (tenant_id, agency_id, report_id);
alter table pakn.public_head add column search_seq bigint not null default 0;

-- What cases are asked for by; null: no matter.
create type pakn.case_filter as (q text, state text, category text, area text, agency text, role text, channel text, sender text,
	urgency text, assignee text, received_from timestamptz, received_to timestamptz, due_from timestamptz, due_before timestamptz);

insert into pakn.role_right values ('dispatcher', 'case:export'), ('head', 'case:export'), ('supervisor', 'case:export');
insert into pakn.scope_right values ('cases:read', 'case:export');
-- Somebody's reports were looked for by their number.
alter table pakn.identity_look drop constraint identity_look_purpose_check,
	add constraint identity_look_purpose_check check (purpose in ('show', 'export', 'erase', 'search'));

-- These take or answer other things now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('event_hash', 'event_words_fit', 'event_redact', 'report_redact', 'attachments_erase', 'sender_erase',
			'case_redact', 'person_erase')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
