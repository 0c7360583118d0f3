-- oldest-binary: 0.1
-- 0021 rules: sets of routing rules with versions; zones; who sends, at which time of the day; agencies that work along.

-- A set of rules, saved at once, never changed.  The one in force at an instant is the last that takes effect
-- by then; a later one never takes effect earlier, so each is made from the one before it.
create table pakn.routing_version (
	tenant_id    int not null references pakn.tenant,
	version      int not null check (version > 0),
	saved_at     timestamptz not null,
	effective_at timestamptz not null,       -- infinity: withdrawn before it took effect
	staff_id     int,                        -- who saved it; as in admin_act
	api_key_id   int,
	command      text,
	database_role text,
	note         text,
	restores     int,                        -- the version whose set this one puts back
	-- What a report has to be asked for beyond its field, commune and time, since some rule of the set asks it.
	by_parents   boolean not null default false,
	by_zones     boolean not null default false,
	by_senders   boolean not null default false,
	by_hours     boolean not null default false,
	primary key (tenant_id, version),
	unique (tenant_id, effective_at, version)
);

-- A place of its own that rules may name: an industrial park, a road's corridor, a market.
create table pakn.zone (
	tenant_id  int not null references pakn.tenant,
	zone_id    int not null check (zone_id > 0),
	code       text not null,
	name       text not null,
	kind       text not null,
	geom       public.geometry(MultiPolygon, 4326) not null,
	source     text not null,
	valid_from date not null default '-infinity',
	valid_to   date not null default 'infinity',     -- the first day on which it no longer holds
	primary key (tenant_id, zone_id),
	unique (tenant_id, code),
	check (valid_from < valid_to)
);
-- The outlines cut into small pieces: what a point is looked up in.
create table pakn.zone_part (
	tenant_id int not null,
	zone_id   int not null,
	part_no   int not null,
	geom      public.geometry(Polygon, 4326) not null,
	primary key (tenant_id, zone_id, part_no),
	foreign key (tenant_id, zone_id) references pakn.zone
);
create index zone_part_geom on pakn.zone_part using gist (geom);
-- Which zones share a point, each pair in both directions (zone_set): rules for such may meet.
create table pakn.zone_overlap (
	tenant_id int not null,
	zone_id   int not null,
	other_id  int not null,
	primary key (tenant_id, zone_id, other_id),
	foreign key (tenant_id, zone_id) references pakn.zone,
	foreign key (tenant_id, other_id) references pakn.zone (tenant_id, zone_id)
);

-- What a sender is to the rules; exactly one for each report (sql/README.md).
create table pakn.sender_kind (
	sender_id smallint primary key,
	code      text not null unique,
	name      text not null
);
insert into pakn.sender_kind values
	(1, 'citizen', 'Người dân tự gửi'), (2, 'staff', 'Cán bộ nhập thay'), (3, 'app', 'Ứng dụng, cổng kết nối'),
	(4, 'business', 'Doanh nghiệp');

-- A row is a rule as it stands in the versions from version_from until before version_to.
alter table pakn.routing_rule
	add column version_from int not null default 1,
	add column version_to int not null default 2147483647,
	add column place smallint not null default 0 check (place between 0 and 4), -- any, province, district, commune, zone
	add column zone_id int not null default 0,
	add column senders int4multirange not null default '{(,)}',
	add column hours text,                   -- as they were written
	add column moments int4multirange not null default '{(,)}', -- the same, as hours_read says
	add column priority smallint not null default 0,
	add column coordinating int[] not null default '{}', -- agencies; 0: the committee of the report's commune
	add column urgency text check (urgency in ('normal', 'urgent')),
	add column deadline_class text;
update pakn.routing_rule r set place = array_position('{province,district,commune}', a.level)
from pakn.area a where a.tenant_id = r.tenant_id and a.area_id = r.area_id;
-- The order of the rules: place, field, sender, hours; then priority.
alter table pakn.routing_rule
	add column weight smallint not null generated always as (place * 8 + (category_id > 0)::int * 4
		+ (senders <> '{(,)}')::int * 2 + (moments <> '{(,)}')::int) stored,
	add check ((place = 4) = (zone_id > 0)),
	add check ((place between 1 and 3) = (area_id > 0)),
	add check (version_from < version_to),
	drop constraint routing_rule_pkey,
	add primary key (tenant_id, rule_id, version_from),
	-- Of expressions that no query has: these indexes are for the constraints alone, routing_rule_match is quicker to read.
	add constraint routing_rule_once exclude using gist (((tenant_id::bigint << 32) + rule_id) with =,
		int4range(version_from, version_to) with &&);
-- No two rules of a version may decide one report with equal right.  Of zones that overlap this is up to rules_meet().
do $$
begin
	execute (select format('alter table pakn.routing_rule drop constraint %I', c.conname) from pg_constraint c
		where c.conrelid = 'pakn.routing_rule'::regclass and c.contype = 'x' and c.conname <> 'routing_rule_once');
end $$;
alter table pakn.routing_rule add constraint routing_rule_tie exclude using gist (
	((tenant_id::bigint << 32) + category_id) with =, ((area_id::bigint << 32) + zone_id) with =,
	((weight::bigint << 32) + priority) with =,
	int4range(version_from, version_to) with &&, tstzrange(valid_from, valid_to) with &&,
	senders with &&, moments with &&) deferrable; -- a set is written before it is looked at
drop index pakn.routing_rule_match;
create index routing_rule_match on pakn.routing_rule (tenant_id, category_id, zone_id, area_id, version_to);

insert into pakn.routing_version (tenant_id, version, saved_at, effective_at, note)
select distinct r.tenant_id, 1, now(), '-infinity'::timestamptz, 'Bộ quy tắc trước khi có phiên bản'
from pakn.routing_rule r;
update pakn.routing_version v set by_parents = true
where exists (select from pakn.routing_rule r where r.tenant_id = v.tenant_id and r.place in (1, 2));

-- What decided of the agency first, whatever was decided since: the version of the rules, and what it looked at
-- beyond field, commune and time, where it did: sender, zones, moments (route_facts).
alter table pakn.report
	add column rule_version int,
	add column route_facts jsonb;

-- Which agencies work on a report beside its lead, which is report.agency_id and nothing else: no row here ever
-- names an agency as lead.  by_rule: the rule that decided first named it; else a person did.
create table pakn.report_agency (
	tenant_id int not null,
	report_id uuid not null,
	agency_id int not null,
	at        timestamptz not null,          -- since when
	by_rule   boolean not null,
	primary key (tenant_id, report_id, agency_id)
);

-- The imports take what is new: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace
			and p.proname in ('rules_import', 'rules_overlaps', 'route_decide', 'route_show', 'fact_import', 'fact_write', 'admin_put', 'admin_check')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
