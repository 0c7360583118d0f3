-- oldest-binary: 0.1
-- 0023 successions: an agency ends, and another goes on with its open cases, rules and accounts.

-- Recorded until its day has come, then under way until nothing open is left; it stays on record.
create table pakn.agency_succession (
	tenant_id    int not null references pakn.tenant,
	agency_id    int not null,
	successor_id int not null,
	at           date not null,              -- the first day on which the successor answers
	head_id      int,                        -- who is in charge of the successor then; null: whoever is
	recorded_at  timestamptz not null default now(),
	rules        jsonb not null default '{}',   -- what taking it back restores (agency_succession_rules)
	begun_at     timestamptz,
	done_at      timestamptz,
	moved        int not null default 0,     -- cases, so far
	primary key (tenant_id, agency_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	foreign key (tenant_id, successor_id) references pakn.agency (tenant_id, agency_id),
	foreign key (tenant_id, head_id) references pakn.staff (tenant_id, staff_id),
	check (agency_id <> successor_id)
);
create index agency_succession_successor on pakn.agency_succession (tenant_id, successor_id);

-- The last of a chain of successions that have begun: who answers for what comes to an ended agency all the same.
alter table pakn.agency add heir_id int, add foreign key (tenant_id, heir_id) references pakn.agency (tenant_id, agency_id);

insert into pakn.action values ('succeed', 'succeeded', true, '{}');
