-- oldest-binary: 0.1
-- 0027 working time: calendars of agencies, hours by season, deadlines of each stage with their calendars and the time
-- in which they hold, clocks that stand still, extensions, people on call.

-- Whether a calendar never rests: found out when it is laid out (calendar_build).
alter table pakn.calendar add column around_the_clock boolean not null default false;
-- An agency with other hours than the province's offices.
alter table pakn.agency add column calendar_id int;
alter table pakn.agency add foreign key (tenant_id, calendar_id) references pakn.calendar;
-- The hours of a week hold from a day on, until those of a later day.
alter table pakn.office_hours add column valid_from date not null default '-infinity';
alter table pakn.office_hours drop constraint office_hours_pkey,
	add primary key (tenant_id, calendar_id, valid_from, weekday, starts);

-- Few rows on a page: a look for the first block after an instant reads its page of the index to the end.
alter table pakn.working_block drop constraint working_block_pkey,
	add primary key (tenant_id, calendar_id, ends_at) with (fillfactor = 10);
drop index pakn.working_block_minutes;
create unique index working_block_minutes on pakn.working_block (tenant_id, calendar_id, minutes_before) with (fillfactor = 10);

-- calendar_id null: that of the agency that has the report.  Of stage wait: how long the clock may stand while the
-- sender is asked.  Of stage answer: how often it may be extended, and by whom.
alter table pakn.deadline
	alter column calendar_id drop not null,
	drop constraint deadline_stage_check,
	add constraint deadline_stage_check check (stage in ('sort', 'accept', 'answer', 'wait')),
	drop constraint deadline_unit_check,
	add constraint deadline_unit_check check (unit in ('working_minutes', 'working_hours', 'working_days', 'hours')),
	add column extensions int not null default 1 check (extensions >= 0),
	add column extended_by text not null default 'head' check (extended_by in ('head', 'dispatcher')),
	add column valid_from date not null default '-infinity',
	add column valid_to date not null default 'infinity',
	add check (valid_from < valid_to),
	drop constraint deadline_pkey,
	add primary key (tenant_id, class, stage, valid_from);

-- Which class a report has otherwise than by its field; 0 and '' mean any.  What names more, wins (deadline_class).
create table pakn.deadline_rule (
	tenant_id   int not null references pakn.tenant,
	category_id int not null default 0,
	kind        text not null default '',
	urgency     text not null default '',
	class       text not null,
	primary key (tenant_id, category_id, kind, urgency)
);
-- Spares reports of all other provinces the look.
alter table pakn.tenant add column has_deadline_rules boolean not null default false;

-- Who is on call for an agency, from when to when.
create table pakn.duty (
	tenant_id int not null,
	agency_id int not null,
	staff_id  int not null,
	starts_at timestamptz not null,
	ends_at   timestamptz not null,
	primary key (tenant_id, agency_id, starts_at, staff_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	foreign key (tenant_id, staff_id) references pakn.staff,
	check (starts_at < ends_at)
);

-- By what a due instant was found, so that it can be found again when a calendar changes (due_of).
alter table pakn.report
	add column deadline_class text,
	add column calendar_id int,              -- of the answer's deadline
	add column due_given timestamptz,        -- by an older system, and not by a class
	add column clock_from timestamptz,       -- the first working minute; null: received within working time
	add column stopped tstzmultirange,       -- when the clock stood still, as far as that counts
	add column waits_until timestamptz,      -- when it goes on by itself
	add column asked_due date,               -- the day until which an extension is asked for
	add column asked_of text,                -- by whose word: as in lifecycle.only_when
	add column extended_to date,
	add column extended_at timestamptz,
	add column extensions smallint;
-- Open reports of before: their class is that of their field, unless an older system said when they are due.
update pakn.report r
set due_given = case when e.imported then r.due_at end, deadline_class = coalesce(c.deadline_class, 'normal'),
	calendar_id = coalesce(d.calendar_id, t.office_calendar_id)
from pakn.work_item w
	join pakn.tenant t on t.tenant_id = w.tenant_id
	left join pakn.category c on c.tenant_id = w.tenant_id and c.category_id = w.category_id
	left join pakn.deadline d on d.tenant_id = w.tenant_id and d.class = coalesce(c.deadline_class, 'normal')
		and d.stage = 'answer'
	left join pakn.report_event e on e.tenant_id = w.tenant_id and e.report_id = w.report_id and e.type = 'received'
where r.tenant_id = w.tenant_id and r.report_id = w.report_id and w.part = 'lead';

-- The stage that a report is in (stage_of), since when, and when it must be done; while it waits: when it goes on.
alter table pakn.work_item
	add column stage_since timestamptz,
	add column stage_due_at timestamptz,
	add column alerted_at timestamptz;       -- of what is urgent: when who is on call was told
create index work_item_alert on pakn.work_item (tenant_id, report_id)
	where urgency = 'urgent' and alerted_at is null and part = 'lead';
create index work_item_waiting on pakn.work_item (tenant_id, stage_due_at) where status in ('info_requested', 'paused');
-- What waits already goes on by itself, too, a week from now.
update pakn.work_item w set stage_since = w.received_at,
	stage_due_at = case when w.status = 'info_requested' then now() + interval '7 days' end, alerted_at = now();
update pakn.report r set waits_until = w.stage_due_at
from pakn.work_item w
where w.status = 'info_requested' and r.tenant_id = w.tenant_id and r.report_id = w.report_id;

-- Who was on call when something urgent came: whom an event (alerted) is to tell.
create table pakn.duty_alert (
	tenant_id int not null,
	event_id  uuid not null,
	staff_id  int not null,
	report_id uuid not null,
	primary key (tenant_id, event_id, staff_id)
);

-- Of provinces whose calendars or deadlines changed: how far the open reports' have been found again (due_recompute).
create table pakn.due_run (
	tenant_id  int primary key references pakn.tenant,
	changed_at timestamptz not null,
	begun_at   timestamptz,                  -- of the run through all open reports; null: none is under way
	after      uuid,                         -- how far it is
	runs       int not null default 0        -- that have ended
);

insert into pakn.action (action, event_type, public, needs) values
	('pause',    'paused',             true,  '{reason,until}'),
	('extend',   'extension_asked',    false, '{reason,due_on}'),
	('grant',    'extended',           true,  '{}'),
	('refuse',   'extension_refused',  false, '{reason}'),
	('move-due', 'due_moved',          true,  '{text}'),
	('alert',    'alerted',            false, '{text}');
-- unasked, head_asked, desk_asked: whether an extension is asked for, and of whom.
alter table pakn.lifecycle
	drop constraint lifecycle_only_when_check,
	add constraint lifecycle_only_when_check check (only_when in ('always', 'released', 'unreleased', 'own', 'offered', 'unoffered',
		'unasked', 'head_asked', 'desk_asked'));
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, to_status, only_when
from (values
	('pause',  '{in_progress}', '{staff,head,dispatcher}', 'paused',  'always'),
	('resume', '{paused}',      '{staff,head,dispatcher}', '=',       'always'),
	('extend', '{in_progress}', '{staff,head}',            null,      'unasked'),
	('grant',  '{in_progress}', '{head,deputy}',           null,      'head_asked'),
	('grant',  '{in_progress}', '{dispatcher}',            null,      'desk_asked'),
	('refuse', '{in_progress}', '{head,deputy}',           null,      'head_asked'),
	('refuse', '{in_progress}', '{dispatcher}',            null,      'desk_asked'),
	('reject', '{paused}',      '{dispatcher}',            'rejected', 'always')
) as l (action, froms, roles, to_status, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- What happened to reports of a period, counted beside what became of them: such a cell counts no report.
alter table pakn.stat_class
	drop constraint stat_class_check,
	add column paused     int not null default 0,
	add column extended   int not null default 0,
	add column event_types text[] not null default '{}',  -- events that each count one in this cell
	add constraint stat_class_check check (
		refused + on_time + late + in_time + overdue + returned + transferred + unaccepted + paused + extended = 1);
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, paused, extended, event_types) values
	(31, 'paused',   0, 0, 0, 0, 0, 1, 0, '{paused,info_requested}'),
	(32, 'extended', 0, 0, 0, 0, 0, 0, 1, '{extended}');
-- Questions of before count, too.
insert into pakn.stat_delta
select e.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), e.agency_id, e.area_id, e.category_id,
	r.channel_id, 31, 0
from pakn.report_event e join pakn.report r on r.tenant_id = e.tenant_id and r.report_id = e.report_id
where e.type = 'info_requested';

-- Day and night is a calendar like others now: its blocks are the days (calendar_keep lays them out).
insert into pakn.office_hours (tenant_id, calendar_id, weekday, starts, ends)
select c.tenant_id, c.calendar_id, d, '00:00', '24:00'
from pakn.calendar c, generate_series(1, 7) d
where c.code = 'always' and not exists (select from pakn.office_hours o
	where o.tenant_id = c.tenant_id and o.calendar_id = c.calendar_id);

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('due_at', 'answer_due', 'calendar_build', 'report_move', 'case_move', 'stats_rows',
			'agencies_import')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
