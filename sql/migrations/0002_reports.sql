-- 0002 reports: the growing tables.  tenant_id first in every primary key, no triggers, no foreign
-- keys on the way in (a key-share lock on a busy agency's row would serialise all writers; sql/README.md).

-- report and report_event are cut by month of their UUIDv7 (partition_ensure makes the parts).
create table pakn.report (
	tenant_id   int not null,
	report_id   uuid not null,
	code        text not null,
	received_at timestamptz not null,
	observed_at timestamptz,
	channel_id  smallint not null,
	kind        text not null,
	category_id int not null,                -- 0: not yet classified
	urgency     text not null,
	area_id     int not null,                -- 0: unknown
	agency_id   int not null,                -- the one lead: an agency, or the desk
	status      text not null,
	version     int not null default 1,
	stat_class  smallint not null,           -- the cell that it counts in, with stat_bucket
	stat_bucket smallint not null default 0,
	publish     boolean not null,            -- the sender agrees to publication
	anonymous   boolean not null,
	text_public boolean not null default false,
	answer_public boolean not null default false,
	rule_id     int,
	due_at      timestamptz not null,
	accepted_at timestamptz,
	released_at timestamptz,                 -- of the answer that stands
	late_round  boolean not null default false,  -- some round was released late
	closed_at   timestamptz,
	resume_to   text,                        -- the status before info_requested
	created_by  int,                         -- staff who typed it in
	lon         double precision,
	lat         double precision,
	address     text,
	description text not null,
	text_salt   bytea not null,              -- of the description's digest in its first event
	route_reason text not null,
	answer      text,
	outcome     text,
	attributes  jsonb,
	origin      jsonb,                       -- call_id, on_behalf_of
	primary key (tenant_id, report_id)
) partition by range (report_id);
create table pakn.report_rest partition of pakn.report default;

-- The idempotency record and the index of tracking codes in one (design.md 10.3).
create table pakn.report_code (
	tenant_id     int not null,
	code          text not null,
	report_id     uuid not null,
	key_digest    bytea not null,
	body_hash     bytea not null,
	secret_digest bytea not null,
	answer        text,                      -- null where it was swept: rebuilt when it is asked for again
	primary key (tenant_id, code)
);

-- Who reported: apart from the report, and not readable by its handlers.
create table pakn.report_sender (
	tenant_id int not null,
	report_id uuid not null,
	name      text,
	phone     text,
	email     text,
	primary key (tenant_id, report_id)
);
revoke all on pakn.report_sender from public;
grant select on pakn.report_sender to pakn_identity;

-- What happened, append-only.  Each row also says where the report stood afterwards, so that the
-- figures of any instant can be counted again from here.
create table pakn.report_event (
	tenant_id   int not null,
	event_id    uuid not null,
	report_id   uuid not null,
	at          timestamptz not null,
	type        text not null,
	actor_kind  text not null check (actor_kind in ('citizen', 'staff', 'system')),
	actor_id    int,
	from_status text,
	to_status   text not null,
	from_agency_id int,
	agency_id   int not null,
	category_id int not null,
	area_id     int not null,
	stat_class  smallint not null,
	stat_bucket smallint not null,
	due_at      timestamptz not null,
	public      boolean not null,            -- stands in the public timeline
	content_digest bytea,                    -- salted; the text itself is in event_content
	primary key (tenant_id, event_id)
) partition by range (event_id);
create index report_event_report on pakn.report_event (tenant_id, report_id);
create table pakn.report_event_rest partition of pakn.report_event default;

-- The words of an event: erasable, while the digest above stays and can still be verified.
create table pakn.event_content (
	tenant_id int not null,
	event_id  uuid not null,
	report_id uuid not null,
	salt      bytea not null,
	text      text not null,
	primary key (tenant_id, event_id)
);

-- Events that wait for their number and hash; emptied by event_seal().
create table pakn.event_unsealed (
	tenant_id int not null,
	event_id  uuid not null,
	primary key (tenant_id, event_id)
);
create table pakn.event_seal (
	tenant_id int not null,
	seq       bigint not null,               -- without gaps: the cursor of feeds
	event_id  uuid not null,
	hash      bytea not null,                -- SHA-256 over the previous hash and the event
	primary key (tenant_id, seq)
);
create table pakn.event_head (
	tenant_id int primary key,
	seq       bigint not null,
	hash      bytea not null
);

-- Open work: one row per agency that has to do something; deleted when it is done.
create table pakn.work_item (
	tenant_id   int not null,
	report_id   uuid not null,
	agency_id   int not null,
	part        text not null default 'lead' check (part in ('lead', 'coordinate')),
	status      text not null,
	category_id int not null,
	area_id     int not null,
	channel_id  smallint not null,
	urgency     text not null,
	received_at timestamptz not null,
	due_at      timestamptz not null,
	stat_class  smallint not null,
	claimed_by  int,
	lease_until timestamptz,
	primary key (tenant_id, report_id, agency_id)
) with (fillfactor = 70);
create unique index work_item_lead on pakn.work_item (tenant_id, report_id) where part = 'lead';
create index work_item_queue on pakn.work_item (tenant_id, agency_id, due_at, report_id);
create index work_item_due on pakn.work_item (tenant_id, due_at);

-- Notices to be sent.
create table pakn.outbox (
	tenant_id  int not null,
	outbox_id  uuid not null,
	report_id  uuid not null,
	event_type text not null,
	created_at timestamptz not null,
	next_at    timestamptz not null,
	attempts   int not null default 0,
	state      text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
	primary key (tenant_id, outbox_id)
) with (fillfactor = 70);
create index outbox_pending on pakn.outbox (tenant_id, next_at) where state = 'pending';

-- What staff's writes answered, so that the retry of a success is a success.
create table pakn.operation (
	tenant_id    int not null,
	operation_id uuid not null,
	body_hash    bytea not null,
	done_at      timestamptz not null,
	result       pakn.answer not null,
	primary key (tenant_id, operation_id)
);
create index operation_age on pakn.operation (tenant_id, done_at);

-- What a class of reports counts as (domain.md 4): N = R + H + P, H = H1 + H2, P = P1 + P2.
create table pakn.stat_class (
	stat_class  smallint primary key,
	name        text not null unique,
	refused     int not null,                -- R
	on_time     int not null,                -- H1
	late        int not null,                -- H2
	in_time     int not null,                -- P1
	overdue     int not null,                -- P2
	check (refused + on_time + late + in_time + overdue = 1)
);
insert into pakn.stat_class values
	(1, 'open',                 0, 0, 0, 1, 0),
	(2, 'open_overdue',         0, 0, 0, 0, 1),
	(3, 'handled_on_time',      0, 1, 0, 0, 0),
	(4, 'handled_late',         0, 0, 1, 0, 0),
	(5, 'rejected',             1, 0, 0, 0, 0),
	(6, 'duplicate',            1, 0, 0, 0, 0),
	(7, 'withdrawn',            1, 0, 0, 0, 0),
	(8, 'no_reply',             1, 0, 0, 0, 0),
	(9, 'transferred_out',      1, 0, 0, 0, 0),
	(10, 'refused_after_acceptance', 0, 0, 1, 0, 0);

-- Changes of the figures, written with what caused them and folded into the rollup by stat_fold().
create table pakn.stat_delta (
	tenant_id     int not null,
	delta_id      uuid not null,             -- the event's
	n             smallint not null,         -- +1 into the new cell, -1 out of the old one
	received_hour timestamptz not null,
	agency_id     int not null,
	area_id       int not null,
	category_id   int not null,
	channel_id    smallint not null,
	stat_class    smallint not null,
	stat_bucket   smallint not null,
	primary key (tenant_id, delta_id, n)
);

-- One narrow rollup per dimension and grain: a year is read as 12 months, its edges as days and hours.
create table pakn.stat_rollup (
	tenant_id   int not null,
	dimension   text not null check (dimension in ('agency', 'area', 'category', 'channel')),
	grain       text not null check (grain in ('hour', 'day', 'month')),
	starts_at   timestamptz not null,
	key         int not null,
	stat_class  smallint not null,
	stat_bucket smallint not null,
	n           bigint not null,
	primary key (tenant_id, dimension, grain, starts_at, key, stat_class, stat_bucket)
) with (fillfactor = 70);

-- The lifecycle as data: who may do what from where, and where it leads.
create table pakn.lifecycle (
	action      text not null,
	from_status text not null,
	role        text not null references pakn.role,
	to_status   text,                        -- null: it stays; '=': where it stood before the question
	only_when   text not null default 'always' check (only_when in ('always', 'released', 'unreleased', 'own')),
	primary key (action, from_status, role)
);
create table pakn.action (
	action      text primary key,
	event_type  text not null,
	public      boolean not null,            -- shown in the public timeline
	needs       text[] not null default '{}' -- inputs that may not be missing
);
insert into pakn.action values
	('accept',       'accepted',         true,  '{}'),
	('return',       'returned',         true,  '{reason}'),
	('assign',       'assigned',         true,  '{agency}'),
	('transfer',     'transferred',      true,  '{agency,reason}'),
	('answer',       'answered',         false, '{text}'),
	('approve',      'approved',         true,  '{}'),
	('send-back',    'sent_back',        false, '{reason}'),
	('reject',       'rejected',         true,  '{reason}'),
	('request-info', 'info_requested',   true,  '{text}'),
	('resume',       'resumed',          true,  '{}'),
	('note',         'noted',            false, '{text}'),
	('supplement',   'supplemented',     true,  '{text}');
-- own: the actor's agency has the report.  released / unreleased: whether an answer stands that the agency (its head, where configured) released.
insert into pakn.lifecycle
select action, from_status, role, to_status, only_when
from (values
	('accept',       '{assigned}',                        '{staff,head}',            'in_progress', 'always'),
	('return',       '{assigned,in_progress}',            '{staff,head}',            'received',    'always'),
	('assign',       '{received,assigned,in_progress}',   '{dispatcher}',            'assigned',    'always'),
	('transfer',     '{assigned,in_progress}',            '{head,dispatcher}',       'assigned',    'always'),
	('answer',       '{in_progress}',                     '{staff,head}',            'answered',    'always'),
	('answer',       '{received,in_progress}',            '{dispatcher}',            'answered',    'own'),
	('approve',      '{answered}',                        '{head}',                  'resolved',    'unreleased'),
	('approve',      '{answered}',                        '{dispatcher}',            'resolved',    'released'),
	('send-back',    '{answered}',                        '{head}',                  'in_progress', 'unreleased'),
	('send-back',    '{answered}',                        '{dispatcher}',            'in_progress', 'always'),
	('send-back',    '{resolved}',                        '{dispatcher}',            'in_progress', 'released'),
	('reject',       '{received,assigned,in_progress,info_requested}', '{dispatcher}', 'rejected',   'always'),
	('request-info', '{received}',                        '{operator,dispatcher}',   'info_requested', 'always'),
	('request-info', '{assigned,in_progress}',            '{staff,head,dispatcher}', 'info_requested', 'always'),
	('resume',       '{info_requested}',                  '{staff,head,dispatcher}', '=',           'always')
) as l (action, froms, roles, to_status, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;
insert into pakn.lifecycle
select 'note', s, r.role, null, 'always'
from unnest('{received,info_requested,assigned,in_progress,paused,answered,resolved,rejected,archived}'::text[]) as s,
	unnest('{operator,dispatcher,staff,head}'::text[]) as r (role);

do $$
begin
	if current_setting('TimeZone') <> 'Asia/Ho_Chi_Minh' then
		execute format('alter database %I set timezone to %L', current_database(), 'Asia/Ho_Chi_Minh');
	end if;
end $$;
