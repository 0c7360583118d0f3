-- sender_erase: forgets who sent a report: the sealed contact, the call that it came by, and every mention
-- in its words.  What happened stays, with a tombstone; so does where the report counts.
-- Files that tell of the sender go, too: all that a person sent who wishes to be forgotten; by time alone, what is no
-- cleaned picture.
-- Call it with the report locked.  p_mentions: name, phone, e-mail in plain; null leaves the words alone.
-- Writes: report_sender, report, attachment, attachment_file, file_unused, report_event, event_content, event_unsealed, operation, outbox
create or replace function pakn.sender_erase(r pakn.report, p_event_id uuid, p_actor_kind text, p_actor_id int,
	p_reason text, p_mentions text[])
returns void
language plpgsql
as $$
begin
	delete from pakn.outbox o
	where o.tenant_id = r.tenant_id and o.subscription_id = 0 and o.report_id = r.report_id and o.state = 'pending';
	delete from pakn.report_sender s where s.tenant_id = r.tenant_id and s.report_id = r.report_id;
	update pakn.report x set origin = null
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id and x.origin is not null;
	perform pakn.report_redact(r.tenant_id, r.report_id, p_mentions);
	perform pakn.attachments_erase(r.tenant_id, r.report_id, p_actor_kind <> 'system');
	perform pakn.operation_forget(r.tenant_id, r.report_id, r.code);
	select * into r from pakn.report x where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	perform pakn.report_move(r, p_event_id, 'erase-contact', r.status, p_actor_kind, p_actor_id, null, p_reason, null);
end $$;
