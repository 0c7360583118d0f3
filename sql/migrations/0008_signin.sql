-- oldest-binary: 0.1
-- 0008 signin: throttled sign-ins, a second factor, sessions with limits, keys with scopes.

-- Whose sign-in wants a second factor, where the province says so.
alter table pakn.role add second_factor boolean not null default false;
update pakn.role set second_factor = true where role in ('head', 'supervisor', 'admin');
alter table pakn.tenant add second_factor text not null default 'required'
	check (second_factor in ('off', 'offered', 'required'));

-- A password that an administrator gave is good for one sign-in, before its time is up.
alter table pakn.staff
	add must_change boolean not null default false,
	add password_until timestamptz not null default 'infinity';

-- The authenticator of an account (RFC 6238).  The daemon alone can open the secret.
create table pakn.second_factor (
	tenant_id    int not null,
	staff_id     int not null,
	secret       bytea not null,
	begun_at     timestamptz not null default now(),
	confirmed_at timestamptz,
	last_step    bigint not null default 0,             -- no code of this step or before counts again
	primary key (tenant_id, staff_id),
	foreign key (tenant_id, staff_id) references pakn.staff
);
create table pakn.recovery_code (
	tenant_id int not null,
	staff_id  int not null,
	digest    bytea not null check (length(digest) = 32),
	used_at   timestamptz,
	primary key (tenant_id, staff_id, digest),
	foreign key (tenant_id, staff_id) references pakn.staff
);

-- stage: what a session still wants before it may do anything else.
alter table pakn.credential
	add session_id uuid,                               -- how its owner names a session
	add stage text not null default 'full' check (stage in ('full', 'totp', 'password', 'enrol')),
	add address inet,
	add agent text,
	add seen_at timestamptz not null default now(),     -- coarse: see credential_seen
	add idle_minutes int,
	add idle_until timestamptz not null default 'infinity',
	add prefix text;                                   -- of an API key: what of it may be shown
create unique index credential_session on pakn.credential (tenant_id, session_id) where session_id is not null;
create index credential_staff on pakn.credential (tenant_id, staff_id) where revoked_at is null;
update pakn.credential set prefix = 'pkk_' || tenant_id || '_' || api_key_id where kind = 'k';

-- What a scope of an API key lets through of the rights of the key's role.
create table pakn.scope_right (
	scope      text not null,
	right_name text not null,
	primary key (scope, right_name)
);
insert into pakn.scope_right values
	('reports:write', 'report:submit'), ('reports:write', 'report:enter'), ('reports:write', 'report:date'),
	('cases:read', 'case:read'), ('cases:read', 'case:read_all'), ('cases:read', 'queue:read'),
	('cases:write', 'case:act'), ('cases:write', 'case:act_as'), ('cases:write', 'case:act_all'),
	('stats:read', 'stats:read');

-- How many failures cost nothing, and how long one waits at most (login_wait).  pair: a name from an
-- address; account: a name from anywhere new; address: any name from there; factor: codes of one account.
create table pakn.login_limit (
	kind      text primary key,
	free      int not null,
	longest   interval not null,
	forgotten interval not null
);
insert into pakn.login_limit values
	('account', 20, '30 seconds', '1 hour'), ('address', 100, '1 minute', '1 hour'),
	('factor', 5, '15 minutes', '1 day'), ('pair', 5, '15 minutes', '1 hour');
create table pakn.login_attempt (
	tenant_id    int not null,
	kind         text not null,
	subject      bytea not null,                       -- a digest: what people type may be a password
	failures     int not null,
	last_at      timestamptz not null,
	until        timestamptz not null,
	succeeded_at timestamptz,
	primary key (tenant_id, kind, subject)
) with (fillfactor = 70);

insert into pakn.role_right values
	('admin', 'admin:accounts'), ('admin', 'admin:keys');

-- Importers' keys act on cases too, which wants a scope now.
update pakn.credential set scopes = '{reports:write,cases:read,cases:write}' where role = 'importer';

-- These take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace and p.proname in ('session_lookup', 'session_begin', 'api_key_set')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
