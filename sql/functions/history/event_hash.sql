-- event_hash: the link of the chain: SHA-256 over the previous hash, the number and the event's
-- columns in a form that no setting of the session changes.  What events have had only since some version (that one was
-- imported, which other agency it is about, what it erased) is part of it where it is there: older links stay what they were.
-- p_erasure: event_erasure of it.
create or replace function pakn.event_hash(p_previous bytea, p_seq bigint, e pakn.report_event, p_erasure text default null)
returns bytea
language sql stable
as $$
	select sha256(p_previous || convert_to(concat_ws('|', p_seq, e.tenant_id, e.event_id, e.report_id,
		extract(epoch from e.at), e.type, e.actor_kind, coalesce(e.actor_id, 0), coalesce(e.from_status, ''),
		e.to_status, coalesce(e.from_agency_id, 0), e.agency_id, e.category_id, e.area_id, e.stat_class,
		e.stat_bucket, extract(epoch from e.due_at), e.public, encode(coalesce(e.content_digest, ''), 'hex'),
		case when e.imported then 'imported' end, 'with ' || e.other_agency_id, p_erasure), 'UTF8'))
$$;
