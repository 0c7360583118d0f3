-- publication_fill: writes the words that the public reads of some reports: masked, and only what is released.  What was masked
-- by hand and stands in none of the words any more is forgotten.
-- Writes: report_publication
create or replace function pakn.publication_fill(p_tenant int, p_report_ids uuid[])
returns void
language plpgsql
as $$
begin
	update pakn.report_publication p set
		text = case when p.text_release = 'released' then pakn.mask_text(r.description, p.masks, p.unmasks) end,
		address = case when p.text_release = 'released' then pakn.mask_text(r.address, p.masks, p.unmasks) end,
		answer = case when p.answer_release = 'released' then pakn.mask_text(r.answer, p.masks, p.unmasks) end,
		masks = pakn.words_standing(p.masks, r),
		unmasks = pakn.words_standing(p.unmasks, r)
	from pakn.report r
	where p.tenant_id = p_tenant and p.report_id = any (p_report_ids)
		and r.tenant_id = p_tenant and r.report_id = p.report_id and r.report_id = any (p_report_ids);
end $$;
