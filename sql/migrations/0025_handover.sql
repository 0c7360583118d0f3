-- oldest-binary: 0.1
-- 0025 handover: how a report goes between agencies: offered and taken over, given back, worked on by several, and
-- back at the desk where nobody accepts it or too many have passed it on.

-- Since when an agency that works along has given its part; null: that is awaited.
alter table pakn.report_agency add column done_at timestamptz;

alter table pakn.report
	add column offered_to int,                      -- whom the lead is offered, until they accept or decline
	add column handovers smallint not null default 0;  -- returns and transfers so far
-- The agency that an event is about beside the lead: to which the lead is offered, that coordinates, or whose word it is.
alter table pakn.report_event add column other_agency_id int;

-- given_at: since when the agency has it; of what is imported, since when it is known here.  came_back: how it came
-- back to the desk.  contested: handed over so often that only the desk decides.
alter table pakn.work_item
	drop constraint work_item_part_check,
	add constraint work_item_part_check check (part in ('lead', 'offer', 'coordinate')),
	add column given_at timestamptz not null default now(),
	add column came_back text check (came_back in ('returned', 'unaccepted')),
	add column contested boolean not null default false;
-- Of the few alone, so that no intake pays for them.
create index work_item_passed on pakn.work_item (tenant_id, due_at, report_id)
	where part = 'offer' or came_back is not null or contested;

-- accept_minutes: of working time, after which what nobody has accepted goes back to the desk (one usual day); null: never.
alter table pakn.tenant
	add column handover_limit int not null default 3 check (handover_limit between 1 and 100),
	add column accept_minutes int default 450 check (accept_minutes > 0);

-- hands_over: counts towards the limit.  internal: its words stay among agencies, its sender does not read them.
alter table pakn.action
	add column hands_over boolean not null default false,
	add column internal boolean not null default false;
insert into pakn.action (action, event_type, public, needs, hands_over, internal) values
	('offer',            'transfer_offered',    false, '{agency,reason}', false, true),
	('accept-transfer',  'transferred',         true,  '{}',              true,  true),
	('decline-transfer', 'transfer_declined',   false, '{reason}',        false, true),
	('cancel-transfer',  'transfer_cancelled',  false, '{}',              false, true),
	('coordinate',       'coordination_begun',  false, '{agency}',        false, true),
	('end-coordination', 'coordination_ended',  false, '{agency}',        false, true),
	('contribute',       'contributed',         false, '{text}',          false, true),
	('lapse',            'unaccepted',          true,  '{}',              false, true);
update pakn.action set hands_over = action in ('return', 'transfer'), internal = true
where action in ('return', 'transfer', 'assign');

-- does: what is done instead: of a transfer, an offer.  offered, unoffered: whether an offer waits.
alter table pakn.lifecycle
	add column does text references pakn.action,
	drop constraint lifecycle_only_when_check,
	add constraint lifecycle_only_when_check
		check (only_when in ('always', 'released', 'unreleased', 'own', 'offered', 'unoffered'));
update pakn.lifecycle set does = 'offer', only_when = 'unoffered' where action = 'transfer' and role = 'head';
-- Roles of the moment, of staff and heads of an agency that stands so to a case (case_standing).
insert into pakn.role values ('coordinating', 'Đơn vị phối hợp'), ('offered', 'Đơn vị được đề nghị nhận');
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, to_status, only_when
from (values
	('accept-transfer',  '{assigned,in_progress}',          '{offered}',         'in_progress', 'always'),
	('decline-transfer', '{assigned,in_progress}',          '{offered}',         null,          'always'),
	('cancel-transfer',  '{assigned,in_progress}',          '{head,dispatcher}', null,          'offered'),
	('coordinate',       '{assigned,in_progress}',          '{head}',            null,          'always'),
	('coordinate',       '{received,assigned,in_progress}', '{dispatcher}',      null,          'always'),
	('end-coordination', '{assigned,in_progress}',          '{head}',            null,          'always'),
	('end-coordination', '{received,assigned,in_progress}', '{dispatcher}',      null,          'always'),
	('contribute', '{received,info_requested,assigned,in_progress,paused}', '{coordinating}', null, 'always'),
	('note', '{assigned,in_progress}', '{offered}', null, 'always'),
	('note', '{received,info_requested,assigned,in_progress,paused,answered,resolved}', '{coordinating}', null, 'always')
) as l (action, froms, roles, to_status, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- What happened to reports of a period, counted beside what became of them: such a cell counts no report.
alter table pakn.stat_class
	drop constraint stat_class_check,
	add column returned    int not null default 0,
	add column transferred int not null default 0,
	add column unaccepted  int not null default 0,
	add constraint stat_class_check check (
		refused + on_time + late + in_time + overdue + returned + transferred + unaccepted = 1);
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, returned, transferred, unaccepted) values
	(21, 'returned',    0, 0, 0, 0, 0, 1, 0, 0),
	(22, 'transferred', 0, 0, 0, 0, 0, 0, 1, 0),
	(23, 'unaccepted',  0, 0, 0, 0, 0, 0, 0, 1);

-- Agencies that rules have named see the case in their queue.
insert into pakn.work_item (tenant_id, report_id, agency_id, part, status, category_id, area_id, channel_id, urgency,
	received_at, due_at, stat_class, version)
select w.tenant_id, w.report_id, c.agency_id, 'coordinate', w.status, w.category_id, w.area_id, w.channel_id, w.urgency,
	w.received_at, w.due_at, w.stat_class, w.version
from pakn.work_item w
	join pakn.report r on r.tenant_id = w.tenant_id and r.report_id = w.report_id
	join pakn.report_agency c on c.tenant_id = w.tenant_id and c.report_id = w.report_id and c.agency_id <> w.agency_id
where r.released_at is null;

-- What has happened counts, too.
update pakn.report r set handovers = e.n
from (select tenant_id, report_id, count(*) as n from pakn.report_event where type in ('returned', 'transferred') and agency_id <> from_agency_id group by 1, 2) e
where r.tenant_id = e.tenant_id and r.report_id = e.report_id;
insert into pakn.stat_delta
select e.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), e.from_agency_id, e.area_id, e.category_id,
	r.channel_id, c.stat_class, 0
from pakn.report_event e
	join pakn.report r on r.tenant_id = e.tenant_id and r.report_id = e.report_id
	join pakn.stat_class c on c.name = e.type
where e.type in ('returned', 'transferred') and e.agency_id <> e.from_agency_id;

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('lifecycle_allowed', 'case_check', 'work_item_follow', 'queue_list', 'tenant_set', 'stats_rows', 'case_history')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
