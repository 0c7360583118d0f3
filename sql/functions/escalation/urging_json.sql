-- urging_json: a letter by which an agency is urged, with how many cases it names, how many of them are still open, and the reply.
create or replace function pakn.urging_json(u pakn.urging)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		select jsonb_strip_nulls(jsonb_build_object('id', u.urging_id, 'agency', jsonb_build_object('code', a.code, 'name', a.name),
			'made_at', u.made_at, 'made_by', pakn.staff_json(u.tenant_id, u.made_by), 'reply_by', u.reply_by,
			'reply_by_words', pakn.due_words(u.reply_by),
			'state', case when u.replied_at is not null then 'replied' when u.reply_by <= now() then 'late' else 'waiting' end,
			'cases', c.cases, 'open', c.open, 'text', t.text,
			'reply', case when u.replied_at is not null then jsonb_build_object('at', u.replied_at,
				'by', pakn.staff_json(u.tenant_id, u.replied_by), 'late', u.replied_at > u.reply_by, 'text', p.text) end,
			'letter', format('/api/v1/urgings/%s/letter', u.urging_id)))
		from pakn.agency a
			cross join lateral (select count(*) as cases, count(*) filter (where r.stat_class <= 2) as open
				from pakn.urging_case k join pakn.report r on r.tenant_id = u.tenant_id and r.report_id = k.report_id
				where k.tenant_id = u.tenant_id and k.urging_id = u.urging_id) c
			left join pakn.event_content t on t.tenant_id = u.tenant_id and t.event_id = u.event_id
			left join pakn.event_content p on p.tenant_id = u.tenant_id and p.event_id = u.reply_event_id
		where a.tenant_id = u.tenant_id and a.agency_id = u.agency_id);
end $$;
