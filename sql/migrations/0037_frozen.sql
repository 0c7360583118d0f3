-- 0037 frozen months, and what agencies shall reach.

-- A month as it was frozen: nothing changes or deletes one.  Another freeze of the same month is another snapshot.
create table pakn.stats_snapshot (
	tenant_id   int not null,
	number      int not null,                -- of the province, without gaps
	period      text not null,               -- 2026-10
	first       timestamptz not null,
	until       timestamptz not null,
	as_of       timestamptz not null,        -- the figures are those of then
	definitions text not null,
	made_at     timestamptz not null,
	made_by     int,                         -- null: by itself, or at the command line
	content     text not null,               -- all that was frozen, the columns before this too; JSON, as it was hashed
	hash        bytea not null,              -- SHA-256 of content, which has the hash of the snapshot before
	primary key (tenant_id, number)
);

-- Null: months are frozen by hand.  Otherwise by themselves, so many days after their end.
alter table pakn.tenant add column freeze_after_days int check (freeze_after_days between 1 and 365);

insert into pakn.role_right values ('supervisor', 'stats:freeze');

-- What an agency shall reach, by figure (stats_figures; one that is none there has no formula).
create table pakn.stats_target (
	tenant_id  int not null,
	agency_id  int not null default 0,       -- 0: the province, and every agency that has none of its own
	figure     text not null,
	goal       text not null check (goal in ('at_least', 'at_most')),
	value      numeric not null,
	source     text,
	valid_from date not null default '-infinity',
	valid_to   date not null default 'infinity' check (valid_from < valid_to),
	primary key (tenant_id, agency_id, figure, valid_from)
);

-- This takes something more now: the old one goes.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.proname = 'tenant_set'
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
