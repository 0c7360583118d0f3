-- publication_json: what is public of a report, for who works on it, and what of it was flagged and waits for the desk.
create or replace function pakn.publication_json(r pakn.report)
returns json
language sql stable
as $$
	select json_build_object('text', coalesce(p.text_release, 'hidden'), 'answer', coalesce(p.answer_release, 'hidden'),
		'published_at', p.published_at, 'flagged', (select json_agg(i.item order by i.item) from pakn.flag_item i
			where i.tenant_id = r.tenant_id and i.report_id = r.report_id and i.waits_since is not null))
	from (values (r.tenant_id, r.report_id)) of (tenant_id, report_id)
		left join pakn.report_publication p on p.tenant_id = of.tenant_id and p.report_id = of.report_id
$$;
