-- publication_set: notes what of a report becomes public (p_state released), or is so no longer (removed), with what is masked
-- in it from now on (null: as before).  Call it with the report locked; report_move follows it.
-- Writes: report_publication
create or replace function pakn.publication_set(r pakn.report, p_state text, p_text boolean, p_answer boolean,
	p_masks text[] default null, p_unmasks text[] default null)
returns void
language plpgsql
as $$
begin
	if p_state = 'released' then
		insert into pakn.report_publication (tenant_id, report_id, published_at, status, category_id, agency_id, area_id)
		values (r.tenant_id, r.report_id, now(), r.status, r.category_id, r.agency_id, r.area_id)
		on conflict (tenant_id, report_id) do nothing;
	end if;
	-- What never was public cannot be taken back.
	update pakn.report_publication p set
		text_release = case when p_text and (p_state = 'released' or p.text_release = 'released') then p_state
			else p.text_release end,
		answer_release = case when p_answer and (p_state = 'released' or p.answer_release = 'released') then p_state
			else p.answer_release end,
		masks = coalesce(p_masks, p.masks),
		unmasks = coalesce(p_unmasks, p.unmasks)
	where p.tenant_id = r.tenant_id and p.report_id = r.report_id;
	perform pakn.publication_fill(r.tenant_id, array[r.report_id]);
end $$;
