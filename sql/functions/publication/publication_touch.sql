-- publication_touch: keeps what is public of a report in step with a move; nothing where nothing ever was.  What may not be
-- published now does not stay public; an answer that no longer stands is not what was released.  Words
-- that were taken out are neither read nor found from this transaction on; publication_index does the rest.
-- Call it with the report locked.
-- Writes: report_publication
create or replace function pakn.publication_touch(n pakn.report, p_action text)
returns void
language plpgsql
as $$
declare
	v_stays boolean;
	v_redacted boolean := p_action in ('redact', 'erase-contact');
begin
	if not exists (select from pakn.report_publication p where p.tenant_id = n.tenant_id and p.report_id = n.report_id) then
		return;
	end if;
	v_stays := pakn.publishable(n);
	update pakn.report_publication p set
		text_release = case when p.text_release = 'released' and not v_stays then 'removed' else p.text_release end,
		answer_release = case when p.answer_release = 'released' and (not v_stays or n.closed_at is null) then 'removed'
			else p.answer_release end,
		text = case when p.text_release = 'released' and v_stays then p.text end,
		address = case when p.text_release = 'released' and v_stays then p.address end,
		answer = case when p.answer_release = 'released' and v_stays and n.closed_at is not null then p.answer end,
		status = n.status, category_id = n.category_id, agency_id = n.agency_id, area_id = n.area_id, stale = true,
		spot = case when p.text_release = 'released' and v_stays then p.spot end,
		words = case when p.text_release = 'released' and v_stays and not v_redacted then p.words end
	where p.tenant_id = n.tenant_id and p.report_id = n.report_id;
	if v_redacted then
		perform pakn.publication_fill(n.tenant_id, array[n.report_id]);
	end if;
end $$;
