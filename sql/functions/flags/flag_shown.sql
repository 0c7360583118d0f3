-- flag_shown: whether anybody may see a thing of a report.
create or replace function pakn.flag_shown(r pakn.report, p_item text)
returns boolean
language sql stable
as $$
	select case p_item
		when 'text' then exists (select from pakn.report_publication p
			where p.tenant_id = r.tenant_id and p.report_id = r.report_id and p.text_release = 'released')
		when 'answer' then exists (select from pakn.report_publication p
			where p.tenant_id = r.tenant_id and p.report_id = r.report_id and p.answer_release = 'released')
		else exists (select from pakn.attachment a
			where a.tenant_id = r.tenant_id and a.report_id = r.report_id and a.attachment_id = p_item::uuid and pakn.attachment_open(a, r)) end
$$;
