-- attachment_json: a file, as whoever may see it is told of it; of a picture, whether it shows what was there before, or
-- what is there since the answer; of a PDF, whether a signature stands in it.  What a covered picture was made of is not among it.
create or replace function pakn.attachment_json(a pakn.attachment)
returns json
language sql stable
as $$
	select json_strip_nulls(json_build_object('id', a.attachment_id, 'type', a.type, 'part', a.part, 'release', a.release, 'signed', a.signed,
		'shows', case when a.type in ('image/jpeg', 'image/png') then case when a.part = 'answer' then 'after'
			when a.part in ('report', 'supplement') then 'before' end end,
		'width', max(f.width) filter (where f.size = 'full'), 'height', max(f.height) filter (where f.size = 'full'),
		'size', max(f.bytes) filter (where f.size = 'full'), 'sent_at', a.created_at,
		'links', json_object_agg(f.size, '/api/v1/attachments/' || a.attachment_id
			|| case when f.size <> 'full' then '?size=' || f.size else '' end) filter (where f.size is not null)))
	from pakn.attachment_file f
	where f.tenant_id = a.tenant_id and f.attachment_id = a.attachment_id and f.size <> 'original'
$$;
