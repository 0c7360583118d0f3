-- flag_put: makes a thing of a report public again (released), or so no longer (removed).  Call it with the report locked;
-- report_move follows it.
-- Raises: PK409 PK422 what may not be public (publish_check)
-- Writes: attachment; as publication_set
create or replace function pakn.flag_put(r pakn.report, p_item text, p_state text)
returns void
language plpgsql
as $$
begin
	if p_item not in ('text', 'answer') then
		update pakn.attachment a set release = p_state
		where a.tenant_id = r.tenant_id and a.report_id = r.report_id and a.attachment_id = p_item::uuid
			and pakn.attachment_stands(a);
		return;
	end if;
	if p_state = 'released' then
		perform pakn.publish_check(r, p_item = 'text', p_item = 'answer');
	end if;
	perform pakn.publication_set(r, p_state, p_item = 'text', p_item = 'answer');
end $$;
