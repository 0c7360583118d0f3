-- attachments_of_case: all files of a case, for those who work on it: their number in the history, what of them is covered, and
-- where the original of such a one is, for those who may see it; of one that was deleted, that there was one.
create or replace function pakn.attachments_of_case(p_tenant int, p_report_id uuid)
returns json
language sql stable
as $$
	select json_agg(jsonb_strip_nulls(jsonb_build_object('number', pakn.attachment_number(a), 'covered', pakn.rectangles_json(a.cover),
			'original', case when a.cover is not null and pakn.attachment_stands(a) then '/api/v1/attachments/' || a.attachment_id || '?size=original' end)
		|| pakn.attachment_json(a)::jsonb) order by a.created_at, a.attachment_id)
	from pakn.attachment a
	where a.tenant_id = p_tenant and a.report_id = p_report_id
$$;
