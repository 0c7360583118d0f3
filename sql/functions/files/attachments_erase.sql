-- attachments_erase: removes files that tell who sent a report.  p_all: every file that came from the sender, which
-- may show them; else those that were stored as they came, which say who took them, when and where.
-- Writes: as attachment_remove
create or replace function pakn.attachments_erase(p_tenant int, p_report_id uuid, p_all boolean)
returns void
language plpgsql
as $$
begin
	perform pakn.attachment_remove(p_tenant, a.attachment_id)
	from pakn.attachment a
	where a.tenant_id = p_tenant and a.report_id = p_report_id and a.part <> 'answer' and a.release <> 'removed'
		and (p_all or a.type not in ('image/jpeg', 'image/png'));
end $$;
