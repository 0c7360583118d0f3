-- oldest-binary: 0.1
-- 0011 gateways: bridges to other systems (an SMS provider, a city's Zalo), which sign what they send.

-- Credentials of gateways (kind g): one for each of its secrets, which the daemon alone can open.
create sequence pakn.gateway_id_seq;
alter table pakn.credential
	add gateway_id int,
	add secret bytea,
	drop constraint credential_kind_check,
	add constraint credential_kind_check check (kind in ('s', 'k', 'c', 'g')),
	add check ((kind = 'g') = (gateway_id is not null and secret is not null));
create index credential_gateway on pakn.credential (tenant_id, gateway_id) where gateway_id is not null;

insert into pakn.channel values (9, 'zalo', 'Zalo', false);
insert into pakn.role values ('gateway', 'Cổng kết nối');
insert into pakn.role_right values ('gateway', 'report:submit'), ('gateway', 'report:anywhere');
-- Whose reports from outside the province are not refused: the desk gets them.
insert into pakn.role_right select role, 'report:anywhere' from pakn.role_right where right_name = 'report:enter';
insert into pakn.scope_right values ('reports:write', 'report:anywhere');
