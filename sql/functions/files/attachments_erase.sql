-- attachments_erase: removes files that tell who sent a report.  p_all: every file that came from the sender, which
-- may show them; else those that were stored as they came, which say who took them, when and where.
-- Answers which, as a register of erasures names them.
-- Writes: as attachment_remove
create or replace function pakn.attachments_erase(p_tenant int, p_report_id uuid, p_all boolean)
returns text[]
language plpgsql
as $$
declare
	v_ids uuid[] := array(
		select a.attachment_id
		from pakn.attachment a
		where a.tenant_id = p_tenant and a.report_id = p_report_id and a.part not in ('answer', 'contribution') and pakn.attachment_stands(a)
			and (p_all or a.type not in ('image/jpeg', 'image/png'))
		order by a.attachment_id);
begin
	perform pakn.attachment_remove(p_tenant, i) from unnest(v_ids) i;
	return array(select 'attachment:' || i from unnest(v_ids) i);
end $$;
