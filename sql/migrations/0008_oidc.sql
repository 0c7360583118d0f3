-- oldest-binary: 0.1
-- 0008 oidc: sign-in through a sign-on service that a province has already (OpenID Connect), for staff or for citizens.

create table pakn.oidc_provider (
	tenant_id     int not null references pakn.tenant,
	provider      text not null check (provider ~ '^[a-z][a-z0-9-]{0,39}$'),
	audience      text not null check (audience in ('staff', 'citizen')),
	issuer        text not null check (issuer ~ '^https?://[^?#[:space:]]+$'),
	client_id     text not null check (client_id ~ '^[!-~]{1,255}$'),
	redirect_uri  text not null check (redirect_uri ~ '^https?://[^?#[:space:]]+$'),
	scopes        text not null check (scopes ~ '^[!-~ ]+$' and 'openid' = any (string_to_array(scopes, ' '))),
	account_claim text,                        -- whose value is trusted to be a user name at the first sign-in; null: none is
	name_vi       text not null,
	name_en       text not null,
	active        boolean not null default true,
	primary key (tenant_id, provider)
);

-- Whose account a person at the issuer has: made at the first sign-in, or by an administrator.
create table pakn.oidc_link (
	tenant_id int not null,
	issuer    text not null,
	subject   text not null,
	staff_id  int not null,
	linked_at timestamptz not null default now(),
	primary key (tenant_id, issuer, subject),
	unique (tenant_id, issuer, staff_id),      -- a user name that goes to somebody else does not take the account along
	foreign key (tenant_id, staff_id) references pakn.staff
);

-- Sign-ins under way.  Only digests: what proves them is in the browser alone.
create table pakn.oidc_login (
	tenant_id      int not null,
	state_digest   bytea not null,
	browser_digest bytea not null,
	provider       text not null,
	return_path    text not null,
	expires_at     timestamptz not null,
	taken_by       bytea,                      -- the request that has come back with it
	primary key (tenant_id, state_digest)
);
create index oidc_login_expiry on pakn.oidc_login (tenant_id, expires_at);

-- Sessions of citizens (kind c) belong to a person: a keyed hash of issuer and subject.
alter table pakn.credential
	add person bytea check (length(person) = 32),
	add provider text,                         -- through which the session was opened; null: by password
	drop constraint credential_kind_check,
	add constraint credential_kind_check check (kind in ('s', 'k', 'c')),
	add check ((kind = 'c') = (person is not null));

-- The person who was signed in when they reported; null: nobody was.
alter table pakn.report_sender add person bytea;
create index report_sender_person on pakn.report_sender (tenant_id, person) where person is not null;

insert into pakn.role values ('citizen', 'Người dân');
insert into pakn.role_right values ('citizen', 'report:submit'), ('citizen', 'session:end');
