-- oldest-binary: 0.1
-- 0001 foundation: roles, tenants, units, agencies, people, fields, deadlines, calendars, rules.
-- These are the small tables: a province's structure.  The growing ones are in 0002.

create schema if not exists pakn;
create extension if not exists postgis with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;

-- pakn_app runs the daemon: it may execute entry points and nothing else.  pakn_read may read
-- statistics for outside tools.  pakn_identity alone (beside the owner) may read who reported.
do $$
begin
	if not exists (select from pg_roles where rolname = 'pakn_app') then
		create role pakn_app login;
	end if;
	if not exists (select from pg_roles where rolname = 'pakn_read') then
		create role pakn_read nologin;
	end if;
	if not exists (select from pg_roles where rolname = 'pakn_identity') then
		create role pakn_identity nologin;
	end if;
end $$;
revoke all on schema pakn from public;
grant usage on schema pakn to pakn_app, pakn_read, pakn_identity;

-- What an entry point answers: HTTP status, body (JSON text), version or digest for the ETag, cursor of the
-- next page, the topic whose change may change this answer (long polls wait for it), and whether it is a
-- list with nothing in it (for which one would rather wait).
create type pakn.answer as (status int, body text, etag text, next text, topic text, empty boolean);

create table pakn.tenant (
	tenant_id     int primary key,
	code          text not null unique check (code ~ '^[a-z][a-z0-9]{1,30}$'),
	name          text not null,
	is_default    boolean not null default false,
	hotline       text not null default '1022',
	out_of_area   text not null default 'Địa điểm ở ngoài tỉnh. Hãy gọi 1022 của tỉnh nơi xảy ra sự việc.',
	out_of_area_en text not null default 'The place is outside the province. Please call 1022 of the province where it happened.',
	desk_id       int,              -- the agency that gets what no rule decides
	office_calendar_id int,         -- whose working minutes the statistics count
	counted_from  timestamptz not null default '-infinity'
);
create unique index tenant_default on pakn.tenant ((true)) where is_default;

create table pakn.tenant_host (
	host      text primary key check (host = lower(host)),
	tenant_id int not null references pakn.tenant
);

-- Units of administration, each with the time in which it existed.
create table pakn.area (
	tenant_id  int not null references pakn.tenant,
	area_id    int not null,
	code       text not null,
	name       text not null,
	full_name  text not null,
	level      text not null check (level in ('province', 'district', 'commune')),
	parent_id  int,
	valid_from date not null default '-infinity',
	valid_to   date not null default 'infinity',    -- the first day on which it no longer existed
	lon        double precision,
	lat        double precision,
	primary key (tenant_id, area_id),
	foreign key (tenant_id, parent_id) references pakn.area,
	unique (tenant_id, code, valid_from),
	check (valid_from < valid_to)
);

create table pakn.area_successor (
	tenant_id    int not null,
	area_id      int not null,
	successor_id int not null,
	primary key (tenant_id, area_id, successor_id),
	foreign key (tenant_id, area_id) references pakn.area,
	foreign key (tenant_id, successor_id) references pakn.area (tenant_id, area_id)
);

create table pakn.area_boundary (
	tenant_id int not null,
	area_id   int not null,
	geom      public.geometry(MultiPolygon, 4326) not null,
	source    text not null,
	primary key (tenant_id, area_id),
	foreign key (tenant_id, area_id) references pakn.area
);

-- The boundaries cut into small pieces: what a point is looked up in.
create table pakn.area_part (
	tenant_id int not null,
	area_id   int not null,
	part_no   int not null,
	geom      public.geometry(Polygon, 4326) not null,
	primary key (tenant_id, area_id, part_no),
	foreign key (tenant_id, area_id) references pakn.area
);
create index area_part_geom on pakn.area_part using gist (geom);

create table pakn.agency (
	tenant_id      int not null references pakn.tenant,
	agency_id      int not null,
	code           text not null,
	name           text not null,
	short_name     text not null,
	level          text not null check (level in ('province', 'district', 'commune', 'utility')),
	kind           text not null,
	parent_id      int,
	area_id        int,              -- of a People's Committee: the unit that it governs
	needs_approval boolean not null default false,   -- answers are released by the head
	phone          text,
	valid_from     date not null default '-infinity',
	valid_to       date not null default 'infinity',
	primary key (tenant_id, agency_id),
	foreign key (tenant_id, parent_id) references pakn.agency,
	foreign key (tenant_id, area_id) references pakn.area,
	unique (tenant_id, code)
);
create unique index agency_committee on pakn.agency (tenant_id, area_id) where kind = 'committee';

create table pakn.role (
	role text primary key,
	name text not null
);
-- What a role may do.  Which rows it may do it to is decided by the function that does it.
create table pakn.role_right (
	role  text not null references pakn.role,
	right_name text not null,
	primary key (role, right_name)
);

create sequence pakn.staff_id_seq;
create table pakn.staff (
	tenant_id     int not null references pakn.tenant,
	staff_id      int not null default nextval('pakn.staff_id_seq'),
	username      text not null check (username ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
	name          text not null,
	role          text not null references pakn.role,
	agency_id     int not null,
	password_hash text,
	active        boolean not null default true,
	created_at    timestamptz not null default now(),
	primary key (tenant_id, staff_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	unique (tenant_id, username)
);

-- Sessions of staff (kind s) and API keys (kind k): only the SHA-256 of the token is kept.
create sequence pakn.api_key_id_seq;
create table pakn.credential (
	tenant_id  int not null references pakn.tenant,
	digest     bytea not null check (length(digest) = 32),
	kind       text not null check (kind in ('s', 'k')),
	staff_id   int,
	api_key_id int,
	name       text,
	role       text references pakn.role,             -- of an API key
	channel    text,                                   -- of an API key's reports
	scopes     text[] not null default '{}',
	created_at timestamptz not null default now(),
	expires_at timestamptz not null default 'infinity',
	revoked_at timestamptz,
	primary key (tenant_id, digest),
	foreign key (tenant_id, staff_id) references pakn.staff,
	check ((kind = 's') = (staff_id is not null)),
	check ((kind = 'k') = (api_key_id is not null))
);

create table pakn.channel (
	channel_id smallint primary key,
	code       text not null unique,
	name       text not null,
	by_staff   boolean not null                        -- may be named in an operator's report
);

create table pakn.calendar (
	tenant_id   int not null references pakn.tenant,
	calendar_id int not null,
	code        text not null,
	name        text not null,
	primary key (tenant_id, calendar_id),
	unique (tenant_id, code)
);
create table pakn.office_hours (
	tenant_id   int not null,
	calendar_id int not null,
	weekday     int not null check (weekday between 1 and 7),  -- 1 = Monday
	starts      time not null,
	ends        time not null,
	primary key (tenant_id, calendar_id, weekday, starts),
	foreign key (tenant_id, calendar_id) references pakn.calendar,
	check (starts < ends)
);
create table pakn.holiday (
	tenant_id   int not null,
	calendar_id int not null,
	day         date not null,
	kind        text not null check (kind in ('off', 'swap_off', 'swap_work')),
	name        text not null,
	status      text not null,
	source      text,
	primary key (tenant_id, calendar_id, day),
	foreign key (tenant_id, calendar_id) references pakn.calendar
);
-- The calendar laid out: every block of working time with running totals (calendar_build fills it).
create table pakn.working_block (
	tenant_id      int not null,
	calendar_id    int not null,
	ends_at        timestamptz not null,
	starts_at      timestamptz not null,
	workday_no     int not null,             -- running number of the working day
	minutes_before int not null,             -- working minutes of the calendar before this block
	minutes        int not null,
	last_of_day    boolean not null,
	primary key (tenant_id, calendar_id, ends_at),
	foreign key (tenant_id, calendar_id) references pakn.calendar
);
create unique index working_block_day on pakn.working_block (tenant_id, calendar_id, workday_no) include (ends_at)
	where last_of_day;
create unique index working_block_minutes on pakn.working_block (tenant_id, calendar_id, minutes_before);

create table pakn.deadline (
	tenant_id   int not null references pakn.tenant,
	class       text not null,
	stage       text not null check (stage in ('sort', 'accept', 'answer')),
	unit        text not null check (unit in ('working_minutes', 'working_days', 'hours')),
	amount      int not null check (amount > 0),
	calendar_id int not null,
	source      text,
	primary key (tenant_id, class, stage),
	foreign key (tenant_id, calendar_id) references pakn.calendar
);

-- Fields (lĩnh vực).
create table pakn.category (
	tenant_id   int not null references pakn.tenant,
	category_id int not null check (category_id > 0),
	code        text not null,
	name        text not null,
	examples    text not null default '',
	group_name  text not null default '',
	urgency     text not null default 'normal' check (urgency in ('normal', 'urgent')),
	deadline_class text not null,
	in_scope    boolean not null default true,
	active      boolean not null default true,
	primary key (tenant_id, category_id),
	unique (tenant_id, code)
);

-- Who answers what, where.  0 = any field, any area.  The most specific rule wins: one that names an
-- area before one that does not, then one that names a field (route_decide).
create table pakn.routing_rule (
	tenant_id   int not null references pakn.tenant,
	rule_id     int not null,
	category_id int not null default 0,
	area_id     int not null default 0,
	agency_id   int,                         -- null: the committee of the report's commune
	reason      text not null,
	valid_from  timestamptz not null default '-infinity',
	valid_to    timestamptz not null default 'infinity',
	primary key (tenant_id, rule_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	exclude using gist (
		int4range(tenant_id, tenant_id, '[]') with &&,
		int4range(category_id, category_id, '[]') with &&,
		int4range(area_id, area_id, '[]') with &&,
		tstzrange(valid_from, valid_to) with &&)
);
create index routing_rule_match on pakn.routing_rule (tenant_id, category_id, area_id);

alter table pakn.tenant
	add foreign key (tenant_id, desk_id) references pakn.agency,
	add foreign key (tenant_id, office_calendar_id) references pakn.calendar;

insert into pakn.role values
	('citizen_app', 'Ứng dụng của người dân'), ('operator', 'Tiếp nhận viên'),
	('dispatcher', 'Điều phối viên'), ('staff', 'Chuyên viên'), ('head', 'Lãnh đạo đơn vị'),
	('supervisor', 'Giám sát'), ('admin', 'Quản trị');
insert into pakn.role_right
select role, right_name
from (values
	('report:submit',   '{citizen_app,operator,dispatcher}'),
	('report:enter',    '{operator,dispatcher}'),
	('queue:read',      '{operator,dispatcher,staff,head,supervisor}'),
	('queue:claim',     '{operator,dispatcher,staff,head}'),
	('case:read',       '{operator,dispatcher,staff,head,supervisor}'),
	('case:read_all',   '{operator,dispatcher,supervisor}'),
	('case:act',        '{operator,dispatcher,staff,head}'),
	('case:act_all',    '{dispatcher}'),
	('stats:read',      '{supervisor,head,dispatcher}'),
	('session:end',     '{operator,dispatcher,staff,head,supervisor,admin}')
) as r (right_name, roles), unnest(r.roles::text[]) as role;
insert into pakn.channel values
	(1, 'app', 'Ứng dụng', false), (2, 'web', 'Trang web', false), (3, 'sms', 'Tin nhắn', false),
	(4, 'hotline', 'Tổng đài 1022', true), (5, 'desk', 'Trực tiếp', true), (6, 'paper', 'Văn bản', true),
	(7, 'email', 'Thư điện tử', true), (8, 'open311', 'Open311', false);
