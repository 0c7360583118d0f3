-- attachments_link: gives files to a report, as a part of what was sent later or of the answer.
-- Raises: PK422 naming the first that cannot be had
-- Writes: attachment
create or replace function pakn.attachments_link(p_tenant int, p_report_id uuid, p_part text, p_ids uuid[])
returns void
language plpgsql
as $$
declare
	v_place int;
begin
	if p_ids is null then
		return;
	end if;
	v_place := pakn.attachments_wanting(p_tenant, p_ids, null);
	if v_place is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/attachments/' || v_place, 'unknown_attachment'));
	end if;
	update pakn.attachment a set report_id = p_report_id, part = p_part
	where a.tenant_id = p_tenant and a.attachment_id = any (p_ids);
end $$;
