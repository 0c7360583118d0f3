-- oldest-binary: 0.1
-- 0040 actions: word of how a case comes on; reports that are one and the same matter; archived cases out of the way.

-- Words of progress, to the sender: while the case is worked on, and while what was planned in its answer is not done.
insert into pakn.action (action, event_type, public, needs, any_version) values ('progress', 'progressed', true, '{text}', true);
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select 'progress', from_status, role, null, only_when
from (values
	('{in_progress,paused}',          '{staff,head}', 'always'),
	('{received,in_progress,paused}', '{dispatcher}', 'own'),
	('{resolved}',                    '{staff,head,dispatcher}', 'planned')
) as l (froms, roles, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- What is the same matter as another report, and closed with that one; none is merged into one that is merged itself.
create table pakn.report_duplicate (
	tenant_id int not null,
	report_id uuid not null,
	kept_id   uuid not null,
	merged_at timestamptz not null,
	refused   boolean not null,              -- neither accepted nor due by then: it counts as refused, whatever becomes of the other
	agency_id int not null,                  -- who had it, and its own deadline: what it goes on with where it is taken apart
	due_at    timestamptz not null,
	received_at timestamptz not null,        -- of the report, for figures (stats_cells)
	area_id     int not null,
	category_id int not null,
	channel_id  smallint not null,
	primary key (tenant_id, report_id)
);
create index report_duplicate_kept on pakn.report_duplicate (tenant_id, kept_id);
-- How many reports are merged into it: those without, which are nearly all, are asked for nothing more.
alter table pakn.report add column merged int;

insert into pakn.action (action, event_type, public, needs, internal) values
	('duplicate', 'marked_duplicate', true,  '{of}', true),
	('separate',  'separated',        true,  '{reason}', true),
	('absorb',    'absorbed',         false, '{}', true),
	('part',      'parted',           false, '{}', true),
	('follow',    'followed',         false, '{}', true);
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, to_status, 'always'
from (values
	('duplicate', '{received,info_requested,assigned,in_progress,paused}', '{staff,head,dispatcher}', 'duplicate'),
	('separate',  '{duplicate}', '{staff,head,dispatcher}',          '='),
	('note',      '{duplicate}', '{staff,head,dispatcher,operator}', null),
	('message',   '{duplicate}', '{staff,head,dispatcher,operator}', null)
) as l (action, froms, roles, to_status),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- merged: told to the senders of what was merged into the report, too.
alter table pakn.notice_event add column merged boolean not null default false;
insert into pakn.notice (notice, audience, name) values
	('progressed', 'sender', 'Tiến độ xử lý'),
	('duplicate',  'sender', 'Gộp với phản ánh cùng nội dung'),
	('separated',  'sender', 'Tách ra xử lý riêng');
insert into pakn.notice_event (event_type, notice) values
	('progressed', 'progressed'), ('marked_duplicate', 'duplicate'), ('separated', 'separated');
update pakn.notice_event set merged = true
where notice in ('progressed', 'answered', 'rejected', 'reopened', 'forwarded', 'deadline_moved', 'fulfilled', 'replanned');
insert into pakn.notice_template
select 0, w.notice, 'vi', w.subject, concat_ws(E'\n', 'Kính gửi ông/bà,', '', w.body, '', 'Mã phản ánh: {code}', 'Lĩnh vực: {category}',
	'Theo dõi và bổ sung: {link}', '', 'Thư này được gửi tự động, xin không trả lời. Cần hỏi thêm, hãy gọi {hotline}.', '{province}')
from (values
	('progressed', 'Tiến độ xử lý phản ánh {code}', E'{agency} thông báo tiến độ xử lý phản ánh của ông/bà:\n\n{words}\n\nHạn trả lời: {due}\nDự kiến xong: {planned}'),
	('duplicate', 'Phản ánh {code} được xử lý chung với phản ánh cùng nội dung', E'Phản ánh của ông/bà cùng nội dung với một phản ánh đã nhận, nên được xử lý chung. Ông/bà sẽ được báo kết quả như người gửi phản ánh đó.\nĐơn vị xử lý: {agency}\nHạn trả lời: {due}\nKết quả: {outcome}\n\n{answer}'),
	('separated', 'Phản ánh {code} được xử lý riêng', E'Phản ánh của ông/bà không cùng nội dung với phản ánh đã gộp, nên được xử lý riêng.\nĐơn vị xử lý: {agency}\nHạn trả lời: {due}')
) w (notice, subject, body);
insert into pakn.notice_template
select 0, w.notice, 'en', w.subject, concat_ws(E'\n', 'Dear citizen,', '', w.body, '', 'Report: {code}', 'Field: {category}',
	'Follow it and add to it: {link}', '', 'This message was sent automatically; please do not answer it. For questions call {hotline}.', '{province}')
from (values
	('progressed', 'How your report {code} comes on', E'{agency} tells you how your report comes on:\n\n{words}\n\nAnswer due: {due}\nPlanned for: {planned}'),
	('duplicate', 'Your report {code} is dealt with together with another', E'Your report is about the same as another that was received, so the two are dealt with together. You will hear what comes of it as its sender does.\nAgency: {agency}\nAnswer due: {due}\nOutcome: {outcome}\n\n{answer}'),
	('separated', 'Your report {code} is dealt with on its own', E'Your report is not about the same as the one that it was put together with, so it is dealt with on its own.\nAgency: {agency}\nAnswer due: {due}')
) w (notice, subject, body);

-- By which the seal of an event is found: events are sealed nearly in their order, so that ranges of pages do.
create index event_seal_event on pakn.event_seal using brin (tenant_id, event_id) with (pages_per_range = 16, autosummarize = on);

-- Archived cases are found where they are asked for.
alter type pakn.case_filter add attribute archived boolean;

-- These take or answer other things now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('attachment_release', 'link_act', 'link_do', 'link_page', 'page_case', 'page_answer', 'support_count',
			'notice_values', 'notices_of')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
