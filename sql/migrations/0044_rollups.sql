-- 0044 rollups: one row per key and time, whose columns are the figures; by what was received, and by what happened.

-- A figure of its own for each way of being refused, and each outcome; what happened, counted beside.
alter table pakn.stat_class
	add column rejected int not null default 0,
	add column duplicate int not null default 0,
	add column withdrawn int not null default 0,
	add column no_reply int not null default 0,
	add column transferred_out int not null default 0,
	add column fixed int not null default 0,
	add column planned int not null default 0,
	add column not_ours int not null default 0,
	add column not_founded int not null default 0,
	add column information_given int not null default 0,
	add column rated int not null default 0,
	add column reopened int not null default 0,
	add column withdrawals int not null default 0,
	add column urged int not null default 0,
	add column escalated int not null default 0,
	add column entered int not null default 0,
	add column arrived int not null default 0;
update pakn.stat_class set rejected = (name = 'rejected')::int, duplicate = (name = 'duplicate')::int, withdrawn = (name = 'withdrawn')::int,
	no_reply = (name = 'no_reply')::int, transferred_out = (name = 'transferred_out')::int,
	fixed = coalesce(outcome = 'fixed', false)::int, planned = coalesce(outcome = 'planned', false)::int,
	not_ours = coalesce(outcome = 'not_ours', false)::int, not_founded = coalesce(outcome = 'not_founded', false)::int,
	information_given = coalesce(outcome = 'information_given', false)::int, rated = (name = 'rated')::int,
	reopened = (name = 'reopened')::int, withdrawals = (name = 'withdrawn_in_all')::int;
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, event_types, urged, escalated, entered, arrived) values
	(74, 'urged',     0, 0, 0, 0, 0, '{urged}',     1, 0, 0, 0),
	(75, 'escalated', 0, 0, 0, 0, 0, '{escalated}', 0, 1, 0, 0),
	-- Counted beside the class of a report that staff typed in, and of one that has just come in (stat_classes).
	(81, 'entered',   0, 0, 0, 0, 0, '{}',          0, 0, 1, 0),
	(82, 'arrived',   0, 0, 0, 0, 0, '{}',          0, 0, 0, 1);

-- By what figures are kept: one thing (first), or two of them, of those that people ask for together.  Numbers: the places in stat_keyed.
create table pakn.stat_dimension (
	dimension text primary key,
	first     int not null,
	second    int,
	grains    text[] not null,
	-- What grouping() says of the six where only these are grouped by.
	mask      int not null generated always as (63 - (1 << (6 - first)) - coalesce(1 << (6 - second), 0)) stored
);
insert into pakn.stat_dimension (dimension, first, second, grains) values
	('agency',   1, null, '{hour,day,month,year}'),
	('area',     2, null, '{hour,day,month,year}'),
	('category', 3, null, '{hour,day,month,year}'),
	('channel',  4, null, '{hour,day,month,year}'),
	('kind',     5, null, '{hour,day,month,year}'),
	('urgency',  6, null, '{hour,day,month,year}'),
	('agency,area',      1, 2, '{month}'),
	('agency,category',  1, 3, '{month}'),
	('agency,channel',   1, 4, '{month}'),
	('area,category',    2, 3, '{month}'),
	('category,channel', 3, 4, '{month}');

-- kind, urgency and entered (by staff) are those of the report.  happened: the hour; null: as it came in, in received_hour.
alter table pakn.stat_delta
	add column kind     text,
	add column urgency  text,
	add column entered  boolean not null default false,
	add column happened timestamptz;
create type pakn.stat_basis as enum ('received', 'handled');
-- Reports that came in count on both bases, in the same hour: once, as arrived.  What became of them, by when they came in (received),
-- and by when it happened (handled).
create type pakn.stat_part as enum ('arrived', 'received', 'handled');
create type pakn.stat_grain as enum ('hour', 'day', 'month', 'year');
-- As stat_dimension has them: keys of millions of rows are short, and compared as numbers.
create type pakn.stat_kept as enum ('agency', 'area', 'category', 'channel', 'kind', 'urgency',
	'agency,area', 'agency,category', 'agency,channel', 'area,category', 'category,channel');

-- Sums of `arrived` and `handled` up to an instant tell how things stood then.  Most figures of most rows are nothing: null, which takes
-- no room.
drop table pakn.stat_rollup;
create table pakn.stat_rollup (
	tenant_id   int not null,
	part        pakn.stat_part not null,
	dimension   pakn.stat_kept not null,
	grain       pakn.stat_grain not null,
	starts_at   timestamptz not null,
	key         int not null,
	key_2       int not null default 0,
	refused     int,
	on_time     int,
	late        int,
	in_time     int,
	overdue     int,
	unsatisfied int,
	rejected    int,
	duplicate   int,
	withdrawn   int,
	no_reply    int,
	transferred_out int,
	fixed       int,
	planned     int,
	not_ours    int,
	not_founded int,
	information_given int,
	returned    int,
	transferred int,
	unaccepted  int,
	paused      int,
	extended    int,
	rated       int,
	reopened    int,
	withdrawals int,
	urged       int,
	escalated   int,
	entered     int,
	arrived     int,
	primary key (tenant_id, part, dimension, grain, starts_at, key, key_2)
) with (fillfactor = 70);

-- How long until the answer: how many released answers are in each class of working time (counts[stat_bucket]; null: none).  By no hours: nearly
-- each answer would be a row.
create table pakn.stat_duration (
	tenant_id   int not null,
	part        pakn.stat_part not null,
	dimension   pakn.stat_kept not null,
	grain       pakn.stat_grain not null check (grain <> 'hour'),
	starts_at   timestamptz not null,
	key         int not null,
	counts      int[] not null,
	primary key (tenant_id, part, dimension, grain, starts_at, key)
) with (fillfactor = 70);

-- All figures anew, from the history, as soon as the functions are there that read it (zz_rollups).
truncate pakn.stat_delta;
alter table pakn.stat_delta alter column kind set not null, alter column urgency set not null;

-- These take or answer something else now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('stats_cells', 'stats_recount', 'stats_rows', 'stats_areas', 'stats_standing', 'stat_move', 'stats_nothing', 'stats_figures', 'stats_outcomes',
			'stats_group', 'stat_fold', 'stat_happened', 'stat_mark', 'tenant_set', 'stats_columns', 'stats_time_of')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
