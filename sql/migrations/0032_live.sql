-- oldest-binary: 0.1
-- 0032 live: who has a case for good, beside who has claimed it for a while; which version an event made of its case,
-- for feeds and for whoever comes second; API keys that act as an account.

-- The version of the report after the event; null: it left that as it was, or is of before.
alter table pakn.report_event add column version int;

-- claim_id: of the claim that took it (its operation).  assignee_id: who has it until it is given to somebody else.
alter table pakn.work_item
	add column claim_id uuid,
	add column assignee_id int;
-- Claims that end, so that whoever polls is woken; of the few alone, so that no intake pays for it.
create index work_item_lease on pakn.work_item (tenant_id, lease_until) where lease_until is not null;
create index work_item_assignee on pakn.work_item (tenant_id, assignee_id) where assignee_id is not null;

-- To whom a case was given within their agency, by the version that this made of it; staff_id null: it was put back.
create table pakn.assignment (
	tenant_id int not null,
	report_id uuid not null,
	version   int not null,
	agency_id int not null,
	staff_id  int,
	primary key (tenant_id, report_id, version)
);

-- any_version: it only adds words, which fit whatever has happened meanwhile.
alter table pakn.action add column any_version boolean not null default false;
update pakn.action set any_version = true where action in ('note', 'message', 'contribute');

insert into pakn.action (action, event_type, public, needs, internal) values
	('hand-to',  'handed_over', false, '{}', true),
	('put-back', 'put_back',    false, '{}', true);
insert into pakn.lifecycle (action, from_status, role, to_status, only_when)
select action, from_status, role, to_status, only_when
from (values ('hand-to'), ('put-back')) as a (action), (values
	('{received,info_requested,assigned,in_progress,paused}', '{staff,head,operator,dispatcher}', null, 'own'),
	('{answered}', '{staff,head}', null, 'unreleased'),
	('{received,info_requested,assigned,in_progress,paused}', '{offered,coordinating}', null, 'always')
) as l (froms, roles, to_status, only_when),
	unnest(l.froms::text[]) as from_status, unnest(l.roles::text[]) as role;

-- A key that acts as an account has its role and agency, as far as its scopes let it.
alter table pakn.credential
	drop constraint credential_check,
	add constraint credential_staff check (kind = 'k' or (kind = 's') = (staff_id is not null));
insert into pakn.scope_right values ('cases:write', 'queue:claim');

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('queue_changed', 'queue_list', 'queue_claim', 'queue_release', 'case_move', 'case_refuse', 'case_history', 'case_redact',
			'fact_version_check', 'account_put', 'template_put', 'webhook_rotate', 'succession_delete',
			'rules_version_restore', 'key_add', 'api_key_set')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
