-- publication_json: what is public of a report, for who works on it.
create or replace function pakn.publication_json(r pakn.report)
returns json
language sql stable
as $$
	select json_build_object('text', coalesce(p.text_release, 'hidden'), 'answer', coalesce(p.answer_release, 'hidden'),
		'published_at', p.published_at)
	from (values (r.tenant_id, r.report_id)) of (tenant_id, report_id)
		left join pakn.report_publication p on p.tenant_id = of.tenant_id and p.report_id = of.report_id
$$;
