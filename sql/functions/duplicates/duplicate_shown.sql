-- duplicate_shown: what becomes of a report that is merged, as others see it, who know its code, and its sender: how the one that is kept
-- stands; its code only where it is published; its answer as the public reads it, to the sender also where it is not
-- public, masked: that sender is somebody else.  Null: no longer known.
create or replace function pakn.duplicate_shown(r pakn.report, p_view text, p_lang text)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_build_object('code', case when p.listed then k.code end, 'status', k.status, 'status_name', pakn.report_status_name(k, p_lang),
			'agency', json_build_object('code', a.code, 'name', a.name), 'due_at', k.due_at,
			'due_words', case when k.stat_class <= 2 then pakn.due_words(k.due_at, p_lang) end, 'closed_at', k.closed_at,
			'answer', coalesce(p.answer, case when p_view = 'sender' and o.answered then pakn.mask_text(k.answer, null, null) end),
			'outcome', case when o.answered then k.outcome end,
			'outcome_name', case when o.answered then pakn.outcome_name(k.outcome, null, p_lang) end,
			'planned_on', case when o.answered then k.planned_on end,
			'timeline', pakn.report_timeline(k.tenant_id, k.report_id, false, p_lang))
		from pakn.report_duplicate d
			join pakn.report k on k.tenant_id = d.tenant_id and k.report_id = d.kept_id
			join pakn.agency a on a.tenant_id = k.tenant_id and a.agency_id = k.agency_id
			left join pakn.report_publication p on p.tenant_id = k.tenant_id and p.report_id = k.report_id
			cross join lateral (select k.status in ('resolved', 'archived') as answered) o
		where d.tenant_id = r.tenant_id and d.report_id = r.report_id);
end $$;
