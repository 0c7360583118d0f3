-- sender_erase: forgets who sent a report: the sealed contact, the call that it came by, and every mention
-- in its words, also where it stayed with a province that became part of its own.  What happened stays, with a tombstone
-- (erasure_end); so does where the report counts.
-- Files that tell of the sender go, too: all that a person sent who wishes to be forgotten; by time alone, what is no
-- cleaned picture.
-- Call it with the report locked.  p_mentions: name, phone, e-mail in plain; null leaves the words alone.
-- Writes: report_sender, report, attachment, attachment_file, file_unused, outbox; as erasure_end
create or replace function pakn.sender_erase(r pakn.report, p_event_id uuid, p_actor_kind text, p_actor_id int,
	p_reason text, p_mentions text[], p_asked_by text, p_ground text)
returns void
language plpgsql
as $$
declare
	c pakn.report;
	v_own boolean;
	v_erased text[];
begin
	for c in select * from pakn.report_copies(r.tenant_id, r.report_id) loop
		v_own := c.tenant_id = r.tenant_id;
		delete from pakn.outbox o
		where o.tenant_id = c.tenant_id and o.subscription_id = 0 and o.report_id = c.report_id and o.state = 'pending';
		delete from pakn.report_sender s where s.tenant_id = c.tenant_id and s.report_id = c.report_id;
		v_erased := case when found or v_own then array['contact'] else '{}' end;
		-- But for where it came from, of which the history is read along.
		update pakn.report x set origin = nullif(jsonb_strip_nulls(jsonb_build_object('merged', x.origin->'merged')), '{}')
		where x.tenant_id = c.tenant_id and x.report_id = c.report_id and x.origin is not null;
		v_erased := v_erased || pakn.report_redact(c.tenant_id, c.report_id, p_mentions)
			|| pakn.attachments_erase(c.tenant_id, c.report_id, p_actor_kind <> 'system');
		if v_erased <> '{}' then
			perform pakn.erasure_end(c, case when v_own then p_event_id else pakn.uuid_at(clock_timestamp(), 0) end, 'erase-contact',
				case when v_own then p_actor_kind else 'system' end, case when v_own then p_actor_id end, p_reason, p_asked_by, p_ground,
				v_erased);
		end if;
	end loop;
end $$;
