-- attachment_open: whether anybody may see a file: it was released, and so were the words that it goes with.
create or replace function pakn.attachment_open(a pakn.attachment, r pakn.report)
returns boolean
language sql stable
as $$
	select a.release = 'released' and exists (select from pakn.report_publication p
		where p.tenant_id = r.tenant_id and p.report_id = r.report_id
			and 'released' = case when a.part in ('answer', 'contribution') then p.answer_release else p.text_release end)
$$;
