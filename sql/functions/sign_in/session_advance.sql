-- session_advance: brings a session to the stage that is due once its owner has proved who they are; a full
-- one lasts as long as sessions do, one that still wants something for half an hour.
-- Answers: the status and the session
-- Writes: credential
create or replace function pakn.session_advance(p_tenant int, p_digest bytea, p_status int, p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql
as $$
begin
	update pakn.credential c set stage = v.stage, idle_minutes = p_idle_minutes,
		expires_at = case when v.stage = c.stage then c.expires_at
			when v.stage = 'full' then now() + make_interval(hours => p_hours)
			else now() + interval '30 minutes' end,
		idle_until = pakn.idle_end(p_idle_minutes), seen_at = now()
	from (select pakn.session_stage(x.tenant_id, x.staff_id, true) as stage from pakn.credential x
		where x.tenant_id = p_tenant and x.digest = p_digest) v
	where c.tenant_id = p_tenant and c.digest = p_digest;
	return (p_status, pakn.session_json(p_tenant, p_digest)::text, null, null, null, null)::pakn.answer;
end $$;
