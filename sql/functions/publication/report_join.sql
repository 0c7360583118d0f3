-- report_join: says that one has the same trouble: by the code of a report that is public, or by the handle that
-- report_similar gave.  Somebody counts once: as the person who is signed in, or by the key that their app chose (p_key_id).
-- A number that one only says to be one's own would not do: anybody could ask with it who has joined.
-- Answers: 200 and how many have joined | PK401 | PK404 unknown, or not public | PK409 it is closed
--          | PK422 neither signed in nor a key
-- Writes: report_support
create or replace function pakn.report_join(p_digest bytea, p_tenant int, p_key_id uuid, p_code text, p_handle uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_person bytea;
	v_api_key_id int;
	v_supporter bytea;
	r report;
begin
	if p_digest is not null then
		select f.person, f.api_key_id into v_person, v_api_key_id from caller_find(p_digest, p_tenant) f;
		if not found then
			perform refuse(401, 'unauthenticated');
		end if;
	end if;
	v_supporter := coalesce(v_person, uuid_send(p_key_id));
	select x.* into r from report x where x.tenant_id = p_tenant and x.report_id = report_joinable(p_tenant, p_code, p_handle);
	if v_supporter is null then
		perform refuse(422, 'invalid', field_error('/Idempotency-Key', 'session_or_key'));
	elsif r.closed_at is not null then
		perform refuse(409, 'closed_already');
	end if;
	-- Who sent it has joined already.
	if v_person is null or not exists (select from report_sender s
		where s.tenant_id = p_tenant and s.report_id = r.report_id and v_person in (s.person, s.phone_hash))
	then
		insert into report_support values (p_tenant, r.report_id, v_supporter, now(), v_api_key_id)
		on conflict (tenant_id, report_id, supporter) do nothing;
	end if;
	return (200, json_build_object('me_too', coalesce(support_count(r), 0))::text, null, null, null, null)::pakn.answer;
end $$;
