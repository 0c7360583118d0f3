-- link_act: does something by a link.
-- Answers: 200 and what the link is for now, with the case | PK401 PK409 PK410 PK412 PK422 as link_do
-- Writes: as link_do
create or replace function pakn.link_act(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_event_id uuid,
	p_version text, p_action text, p_score int, p_comment text, p_reason text, p_text text, p_outcome text, p_planned_on date, p_attachments uuid[],
	p_lang text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	return link_do(p_digest, p_tenant, p_operation_id, p_body_hash, p_event_id, nullif(p_version, ''), p_action, p_score,
		coalesce(p_text, p_comment, p_reason), p_outcome, p_planned_on, p_attachments, p_lang);
end $$;
