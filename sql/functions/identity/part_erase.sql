-- part_erase: takes a part of a report out for good, or puts other words in its place.  The digests of words stay in
-- the chain; without their salts they tell nothing of them.
-- p_part: description, address, attributes, answer, event or attachment, the last two with their id.
-- Answers what it was, as a register of erasures names it; null: nothing stands there.
-- Writes: report, event_content; as attachment_remove
create or replace function pakn.part_erase(r pakn.report, p_part text, p_id uuid, p_text text)
returns text
language plpgsql
as $$
declare
	v_text text := coalesce(p_text, pakn.removed_words());
	v_event uuid;
begin
	if p_part = 'attachment' then
		perform 1 from pakn.attachment a where a.tenant_id = r.tenant_id and a.report_id = r.report_id
			and a.attachment_id = p_id and pakn.attachment_stands(a);
		if not found then
			return null;
		end if;
		perform pakn.attachment_remove(r.tenant_id, p_id);
		return 'attachment:' || p_id;
	elsif p_part in ('answer', 'event') then
		select c.event_id into v_event
		from pakn.report_event e join pakn.event_content c on c.tenant_id = e.tenant_id and c.event_id = e.event_id
		where e.tenant_id = r.tenant_id and e.report_id = r.report_id
			and case when p_part = 'event' then e.event_id = p_id else e.type = 'answered' and c.text = r.answer end
		order by e.at desc limit 1;
		if not found then
			return null;
		end if;
		perform pakn.event_redact(r.tenant_id, r.report_id, v_event, v_text);
		return 'event:' || v_event;
	end if;
	update pakn.report x set
		description = case when p_part = 'description' then v_text else x.description end,
		text_salt = case when p_part = 'description' then null else x.text_salt end,
		address = case when p_part = 'address' then p_text else x.address end,
		attributes = case when p_part = 'attributes' then null else x.attributes end
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	return p_part;
end $$;
