-- case_templates: the words with which an answer to a case may begin: the templates of its field and those of any field,
-- filled with its facts.  A line of which something is not known is left out.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or not theirs
create or replace function pakn.case_templates(p_digest bytea, p_tenant int, p_report_id uuid, p_outcome text, p_planned_on date)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	r report := case_seen(p_tenant, p_report_id, who.role, who.agency_id);
	v_items json;
begin
	select coalesce(json_agg(json_strip_nulls(json_build_object('code', w.code, 'name', w.name, 'outcome', w.outcome,
		'text', notice_fill(w.text, answer_values(r, coalesce(w.outcome, p_outcome), p_planned_on)))) order by w.category_id = 0, w.code), '[]')
	into v_items
	from answer_template w
	where w.tenant_id = p_tenant and w.active and w.category_id in (r.category_id, 0)
		and (p_outcome is null or w.outcome is null or w.outcome = p_outcome);
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
