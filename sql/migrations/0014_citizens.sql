-- oldest-binary: 0.1
-- 0014 citizens: who has no account proves a phone number by a code, and finds what was reported with it; a
-- community group reports for several people.

-- The one code under way of a phone.
create table pakn.citizen_code (
	tenant_id  int not null,
	phone_hash bytea not null,
	digest     bytea not null check (length(digest) = 32),   -- keyed: six digits could be tried out
	tries      int not null default 0,
	expires_at timestamptz not null,
	taken_by   bytea,                                         -- the session that it has opened
	primary key (tenant_id, phone_hash)
) with (fillfactor = 70);
create index citizen_code_expiry on pakn.citizen_code (tenant_id, expires_at);

-- A person is a keyed hash: of 32 bytes, of issuer and subject; of 16, of a phone, as in report_sender.phone_hash.
alter table pakn.credential
	drop constraint credential_person_check,
	add constraint credential_person_check check (length(person) in (16, 32));
create index credential_person on pakn.credential (tenant_id, person) where person is not null;

-- step: how long one waits first; each further attempt doubles it.  A kind that ends in address counts by
-- address, one that ends in pair by name and address, any other by name.
alter table pakn.login_limit add step interval not null default '1 second';
insert into pakn.login_limit (kind, free, step, longest, forgotten) values
	('sms_address', 20, '1 second', '2 minutes', '1 hour'), ('sms_phone', 1, '1 minute', '1 hour', '1 day');

insert into pakn.role_right values ('citizen', 'report:own');

-- How what a role sends is counted where neither the report nor the key says; null: as of the web.
alter table pakn.role add channel text references pakn.channel (code);
insert into pakn.channel values (10, 'group', 'Tổ công nghệ số cộng đồng', true);
insert into pakn.role (role, name, channel) values ('group', 'Tổ công nghệ số cộng đồng', 'group');
update pakn.role set channel = 'desk' where role in ('operator', 'dispatcher');
-- report:channel: may name another channel than that of the role.
insert into pakn.role_right values
	('group', 'report:submit'), ('group', 'report:enter'), ('group', 'report:anywhere'), ('group', 'session:end'),
	('operator', 'report:channel'), ('dispatcher', 'report:channel'), ('importer', 'report:channel');
create index report_created_by on pakn.report (tenant_id, created_by, report_id) where created_by is not null;

-- These answer or take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace and p.proname in ('caller', 'caller_find', 'sender_held')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
