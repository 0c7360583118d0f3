-- oldest-binary: 0.1
-- 0007 identity: who reported is sealed by keys that the database does not have; who looks is on record.

-- Each part is sealed by C (common/seal.h); phone and e-mail are found by a keyed hash.  The plain
-- columns hold what came in before; `pakn identity reseal` empties them, and a later migration drops them.
alter table pakn.report_sender
	add on_behalf_of        text,
	add name_sealed         bytea,
	add phone_sealed        bytea,
	add email_sealed        bytea,
	add on_behalf_of_sealed bytea,
	add phone_hash          bytea,
	add email_hash          bytea,
	add allow_call          boolean not null default false,  -- the sender agrees to be called by who handles it
	add consent_version     text;                            -- of the text that the sender was shown
create index report_sender_phone on pakn.report_sender (tenant_id, phone_hash) where phone_hash is not null;
create index report_sender_email on pakn.report_sender (tenant_id, email_hash) where email_hash is not null;
create index report_sender_plain on pakn.report_sender (tenant_id, report_id)
	where coalesce(name, phone, email, on_behalf_of) is not null;
revoke select on pakn.report_sender from pakn_identity;

-- For whom an operator typed is a person's name: it belongs there too.
insert into pakn.report_sender (tenant_id, report_id, on_behalf_of)
select r.tenant_id, r.report_id, r.origin->>'on_behalf_of' from pakn.report r
where r.origin->>'on_behalf_of' is not null
on conflict (tenant_id, report_id) do update set on_behalf_of = excluded.on_behalf_of;
update pakn.report r set origin = nullif(jsonb_strip_nulls(r.origin - 'on_behalf_of'), '{}') where r.origin ? 'on_behalf_of';

-- What a sender is asked to agree to; every text that was ever shown stays.
create table pakn.consent_text (
	tenant_id  int not null references pakn.tenant,
	version    text not null check (version ~ '^[A-Za-z0-9._-]{1,40}$'),
	vi         text not null,
	en         text not null,
	valid_from timestamptz not null default now(),
	primary key (tenant_id, version)
);

-- Every look at who reported, append-only; also one that was refused: then fields is empty.
create table pakn.identity_look (
	tenant_id int not null,
	look_id   uuid not null,
	at        timestamptz not null,
	staff_id  int not null,
	purpose   text not null check (purpose in ('show', 'export', 'erase')),
	report_id uuid,                          -- null: a person was looked for and not found
	fields    text[] not null,
	reason    text not null,
	primary key (tenant_id, look_id)
);
create index identity_look_report on pakn.identity_look (tenant_id, report_id);

-- What may not be erased, because a law or a court says so: a report, or whatever a person sent.
create table pakn.identity_hold (
	tenant_id  int not null,
	hold_id    uuid not null,
	report_id  uuid,
	phone_hash bytea,
	email_hash bytea,
	reason     text not null,
	placed_by  int not null,
	placed_at  timestamptz not null,
	lifted_by  int,
	lifted_at  timestamptz,
	primary key (tenant_id, hold_id),
	check (num_nonnulls(report_id, phone_hash, email_hash) = 1),
	check ((lifted_by is null) = (lifted_at is null))
);

-- Days after closing for which a sender is kept; null: until somebody asks for erasure.
alter table pakn.tenant add sender_days int check (sender_days > 0);

-- Words that were removed have no salt, so that nobody can guess them by their digest.
alter table pakn.report alter text_salt drop not null;
alter table pakn.event_content alter salt drop not null;

insert into pakn.action values
	('message',       'messaged',       true,  '{text}'),
	('erase-contact', 'contact_erased', false, '{}'),
	('redact',        'redacted',       false, '{reason}');
insert into pakn.lifecycle
select 'message', s, r.role, null, 'always'
from unnest('{received,info_requested,assigned,in_progress,paused,answered,resolved,rejected}'::text[]) as s,
	unnest('{operator,dispatcher,staff,head}'::text[]) as r (role);

-- identity:ask: the number, where the sender allows a call; identity:show: all of it.
insert into pakn.role_right
select role, right_name
from (values
	('identity:ask',   '{operator,dispatcher,staff,head}'),
	('identity:show',  '{operator,dispatcher}'),
	('identity:erase', '{admin}'),
	('identity:hold',  '{admin}'),
	('identity:looks', '{admin,supervisor}'),
	('case:redact',    '{dispatcher,admin}')
) as r (right_name, roles), unnest(r.roles::text[]) as role;

-- report_submit takes sealed contacts now; the function of before would still take plain ones.
do $$
declare
	v_signature regprocedure;
begin
	for v_signature in select p.oid::regprocedure from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace and p.proname = 'report_submit'
	loop
		execute format('drop function %s', v_signature);
	end loop;
end $$;
create type pakn.identity as (status int, problem text, body text, report_id uuid, name bytea, phone bytea,
	email bytea, on_behalf_of bytea);
