-- oldest-binary: 0.1
-- 0024 tenant merges: a province becomes part of another: its open cases go there, the rest stays readable.

-- Since when requests for it are the successor's; from then on it takes nothing in.
alter table pakn.tenant add merged_into int references pakn.tenant;

-- A merger and how far it is; what it did to the old province's history ends with its last seal.
create table pakn.tenant_merge (
	tenant_id   int primary key references pakn.tenant,
	into_id     int not null references pakn.tenant,
	at          date not null,
	given       text not null default '',    -- the mapping as it was given
	recorded_at timestamptz not null default now(),
	codes_to    text not null default '',    -- tracking codes copied so far, by code
	switched_at timestamptz,                 -- since when the successor answers
	done_at     timestamptz,
	cases       int not null default 0,
	last_seq    bigint,                      -- the final checkpoint: number and hash of the last event
	last_hash   bytea,
	check (tenant_id <> into_id)
);
-- What becomes what; without new_code: nothing.
create table pakn.tenant_merge_map (
	tenant_id int not null references pakn.tenant_merge,
	noun      text not null check (noun in ('agencies', 'areas', 'categories', 'accounts')),
	old_code  text not null,
	new_code  text,
	primary key (tenant_id, noun, old_code)
);
-- A sender of the old province, and who that is in the successor: hashes of one phone under both.
create table pakn.tenant_merge_person (
	tenant_id int not null,                  -- the successor
	person    bytea not null,
	of_tenant int not null,
	was       bytea not null,
	primary key (tenant_id, person, of_tenant, was)
);

-- Of a code that came with a merger: whose the report still is; null: this province's.
alter table pakn.report_code add of_tenant int;
-- Where an attachment's file lies, of one that came with a merger; null: with its province's.
alter table pakn.attachment add of_tenant int;

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
			and p.proname in ('tenant_hosts', 'sender_signed_in', 'attachment_find', 'stats_rows', 'stats_resolution', 'stats_resolution_csv', 'facts_lock')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;

insert into pakn.action values
	('merge-in',  'merged',    true,  '{}'),
	('merge-out', 'moved_out', false, '{}');
