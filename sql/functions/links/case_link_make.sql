-- case_link_make: a new link for one message: a token of the daemon's form (common/token.h), of which only the digest is kept.
-- Those that went to the same address in other messages, about the same case, are good no longer.
-- Answers: the token
-- Writes: case_link
create or replace function pakn.case_link_make(o pakn.outbox, p_purpose text, p_agency_id int, p_days int)
returns text
language plpgsql
as $$
declare
	v_token text := format('pkl_%s_%s_%s', o.tenant_id, left(p_purpose, 1),
		rtrim(translate(encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), '='));
begin
	update pakn.case_link l set revoked_at = now()
	where l.tenant_id = o.tenant_id and l.report_id = o.report_id and l.subscription_id = o.subscription_id
		and l.purpose = p_purpose and l.outbox_id <> o.outbox_id and l.revoked_at is null;
	insert into pakn.case_link (tenant_id, digest, purpose, report_id, agency_id, subscription_id, outbox_id, expires_at)
	values (o.tenant_id, sha256(convert_to(v_token, 'UTF8')), p_purpose, o.report_id, p_agency_id, o.subscription_id, o.outbox_id,
		now() + p_days * interval '1 day');
	return v_token;
end $$;
