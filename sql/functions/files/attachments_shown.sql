-- attachments_shown: the files of a report that its sender sees, or anybody.  Null where there are none.
create or replace function pakn.attachments_shown(r pakn.report, p_sender boolean)
returns json
language sql stable
as $$
	select json_agg(pakn.attachment_json(a) order by a.created_at, a.attachment_id)
	from pakn.attachment a
	where a.tenant_id = r.tenant_id and a.report_id = r.report_id and pakn.attachment_stands(a)
		and (pakn.attachment_open(a, r) or (p_sender and a.part <> 'contribution' and (a.part <> 'answer' or r.status = 'resolved')))
$$;
