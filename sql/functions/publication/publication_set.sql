-- publication_set: notes what of a report becomes public, or is so no longer.  Call it with the report locked; report_move
-- follows it.
-- Writes: report_publication
create or replace function pakn.publication_set(r pakn.report, p_action text, p_text boolean, p_answer boolean)
returns void
language plpgsql
as $$
declare
	v_state text := case p_action when 'publish' then 'released' else 'removed' end;
begin
	if p_action = 'publish' then
		insert into pakn.report_publication (tenant_id, report_id, published_at, status, category_id, agency_id, area_id)
		values (r.tenant_id, r.report_id, now(), r.status, r.category_id, r.agency_id, r.area_id)
		on conflict (tenant_id, report_id) do nothing;
	end if;
	-- What never was public cannot be taken back.
	update pakn.report_publication p set
		text_release = case when p_text and (p_action = 'publish' or p.text_release = 'released') then v_state
			else p.text_release end,
		answer_release = case when p_answer and (p_action = 'publish' or p.answer_release = 'released') then v_state
			else p.answer_release end
	where p.tenant_id = r.tenant_id and p.report_id = r.report_id;
end $$;
