-- agency_show: the caller's own agency: who is in charge and was, who works there, who approves in the head's
-- place and who is away, now and later.
-- Answers: 200 | PK401 PK403
create or replace function pakn.agency_show(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'agency:read');
	v_body text;
begin
	select json_build_object('code', a.code, 'name', a.name,
		'heads', agency_heads_json(p_tenant, a.agency_id),
		'members', (select coalesce(json_agg(json_build_object('username', s.username, 'name', s.name, 'role', s.role)
				order by s.username), '[]')
			from staff s where s.tenant_id = p_tenant and s.agency_id = a.agency_id and s.active),
		'delegations', (select coalesce(json_agg(delegation_json(d) order by d.valid_from, d.delegation_id), '[]')
			from delegation d where d.tenant_id = p_tenant and d.agency_id = a.agency_id and d.valid_to > greatest(now(), d.valid_from)),
		'leaves', (select coalesce(json_agg(leave_json(l) order by l.valid_from, l.leave_id), '[]')
			from leave l join staff s on s.tenant_id = l.tenant_id and s.staff_id = l.staff_id
			where l.tenant_id = p_tenant and s.agency_id = a.agency_id and l.valid_to > greatest(now(), l.valid_from)))::text
	into v_body
	from agency a
	where a.tenant_id = p_tenant and a.agency_id = who.agency_id;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
