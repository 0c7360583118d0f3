-- oldest-binary: 0.1
-- 0004 heads: who is in charge of an agency and since when, who approves in their place, who is away.
-- Terms are never deleted: history names who was in charge when something happened.

create table pakn.agency_head (
	tenant_id  int not null,
	agency_id  int not null,
	staff_id   int not null,
	valid_from timestamptz not null,
	valid_to   timestamptz not null default 'infinity',
	primary key (tenant_id, agency_id, valid_from),
	foreign key (tenant_id, agency_id) references pakn.agency,
	foreign key (tenant_id, staff_id) references pakn.staff,
	check (valid_from < valid_to),
	exclude using gist (
		int4range(tenant_id, tenant_id, '[]') with &&,
		int4range(agency_id, agency_id, '[]') with &&,
		tstzrange(valid_from, valid_to) with &&)
);

-- Somebody approves answers in a head's place for a time.
create table pakn.delegation (
	tenant_id     int not null,
	delegation_id uuid not null,
	agency_id     int not null,
	head_id       int not null,
	deputy_id     int not null,
	valid_from    timestamptz not null,
	valid_to      timestamptz not null,
	primary key (tenant_id, delegation_id),
	foreign key (tenant_id, agency_id) references pakn.agency,
	foreign key (tenant_id, head_id) references pakn.staff,
	foreign key (tenant_id, deputy_id) references pakn.staff,
	check (valid_from <= valid_to)           -- equal: taken back before it began
);
create index delegation_deputy on pakn.delegation (tenant_id, deputy_id);

-- Somebody is away for a time; what they had claimed goes to their deputy when it begins (leave_chore).
create table pakn.leave (
	tenant_id  int not null,
	leave_id   uuid not null,
	staff_id   int not null,
	deputy_id  int not null,
	valid_from timestamptz not null,
	valid_to   timestamptz not null,
	handed_over_at timestamptz,
	primary key (tenant_id, leave_id),
	foreign key (tenant_id, staff_id) references pakn.staff,
	foreign key (tenant_id, deputy_id) references pakn.staff,
	check (valid_from <= valid_to)
);
create index leave_staff on pakn.leave (tenant_id, staff_id);
create index leave_waiting on pakn.leave (tenant_id, valid_from) where handed_over_at is null;

-- Who approves in the head's place is in a role of that moment, which no account has by itself.
insert into pakn.role values ('deputy', 'Người được ủy quyền duyệt');
insert into pakn.lifecycle values
	('approve', 'answered', 'deputy', 'resolved', 'unreleased'),
	('send-back', 'answered', 'deputy', 'in_progress', 'unreleased');
insert into pakn.action values ('hand-over', 'handed_over', false, '{text}');
insert into pakn.role_right
select role, right_name
from (values
	('agency:read',     '{operator,dispatcher,staff,head,supervisor,admin}'),
	('agency:leave',    '{operator,dispatcher,staff,head}'),
	('agency:delegate', '{head}')
) as r (right_name, roles), unnest(r.roles::text[]) as role;

-- Accounts of heads that are there already are in charge since they were made, the first of each agency.
insert into pakn.agency_head (tenant_id, agency_id, staff_id, valid_from)
select distinct on (s.tenant_id, s.agency_id) s.tenant_id, s.agency_id, s.staff_id, s.created_at
from pakn.staff s
where s.role = 'head' and s.active
order by s.tenant_id, s.agency_id, s.created_at, s.staff_id;
