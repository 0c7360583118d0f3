-- attachment_json: a file, as whoever may see it is told of it.
create or replace function pakn.attachment_json(a pakn.attachment)
returns json
language sql stable
as $$
	select json_strip_nulls(json_build_object('id', a.attachment_id, 'type', a.type, 'part', a.part, 'release', a.release,
		'width', max(f.width) filter (where f.size = 'full'), 'height', max(f.height) filter (where f.size = 'full'),
		'size', max(f.bytes) filter (where f.size = 'full'), 'sent_at', a.created_at,
		'links', json_object_agg(f.size, '/api/v1/attachments/' || a.attachment_id
			|| case when f.size <> 'full' then '?size=' || f.size else '' end) filter (where f.size is not null)))
	from pakn.attachment_file f
	where f.tenant_id = a.tenant_id and f.attachment_id = a.attachment_id
$$;
