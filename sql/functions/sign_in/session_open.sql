-- session_open: opens a session of somebody who has shown the first proof of who they are.  Where a second one
-- is due, it is half a session: good for that proof alone, for ten minutes.  Asked again with the same
-- digest, it is the same session.
-- Answers: 201 and the session
-- Writes: credential, staff
create or replace function pakn.session_open(p_tenant int, p_staff_id int, p_digest bytea, p_session_id uuid,
	p_address inet, p_agent text, p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql
as $$
declare
	v_stage text := pakn.session_stage(p_tenant, p_staff_id, false);
begin
	insert into pakn.credential (tenant_id, digest, kind, staff_id, session_id, stage, address, agent,
		expires_at, idle_minutes, idle_until)
	values (p_tenant, p_digest, 's', p_staff_id, p_session_id, v_stage, p_address, left(p_agent, 200),
		case v_stage when 'full' then now() + make_interval(hours => p_hours)
			when 'totp' then now() + interval '10 minutes' else now() + interval '30 minutes' end,
		p_idle_minutes, pakn.idle_end(p_idle_minutes))
	on conflict do nothing;
	update pakn.staff s set signed_in_at = now() where s.tenant_id = p_tenant and s.staff_id = p_staff_id;
	return (201, pakn.session_json(p_tenant, p_digest)::text, null, null, null, null)::pakn.answer;
end $$;
