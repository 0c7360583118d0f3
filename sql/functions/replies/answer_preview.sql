-- answer_preview: what an answer would be, before it is given: its words (a draft, or a template's), filled with the facts of
-- the case, how the citizen will read what came of it, whether the head has to release it, and what it lacks.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or not theirs | PK422 neither text nor template, or no such template
create or replace function pakn.answer_preview(p_digest bytea, p_tenant int, p_report_id uuid, p_template text, p_text text, p_outcome text,
	p_planned_on date, p_attachments uuid[], p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:act');
	r report := case_seen(p_tenant, p_report_id, who.role, who.agency_id);
	v_template answer_template;
	v_values jsonb;
begin
	select * into v_template from answer_template w where w.tenant_id = p_tenant and w.code = p_template and w.active;
	if p_template is not null and v_template.code is null then
		perform refuse(422, 'invalid', field_error('/template', 'unknown_template'));
	elsif num_nonnulls(p_text, p_template) <> 1 then
		perform refuse(422, 'invalid', field_error('/text', 'text_or_template'));
	end if;
	r.outcome := coalesce(p_outcome, v_template.outcome);
	r.planned_on := p_planned_on;
	v_values := answer_values(r, r.outcome, r.planned_on);
	return (200, json_strip_nulls(json_build_object('text', coalesce(notice_fill(coalesce(p_text, v_template.text), v_values), ''),
		'left_out', (select json_agg(distinct m[1]) from regexp_matches(coalesce(p_text, v_template.text), '\{([a-z_]+)\}', 'g') m
			where coalesce(v_values->>m[1], '') = ''),
		'outcome', r.outcome, 'outcome_name', outcome_name(r.outcome, null, p_lang), 'planned_on', r.planned_on,
		'status_name', report_status_name(jsonb_populate_record(r, '{"status": "resolved"}'), p_lang),
		'contributors', contributors(r), 'needs_approval', answer_held(r, r.outcome),
		'missing', coalesce(answer_lacks(r, r.outcome, p_attachments), '[]')))::text, null, null, null, null)::pakn.answer;
end $$;
