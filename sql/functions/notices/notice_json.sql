-- notice_json: a notice as staff see it: where it stands and why, without its words.
create or replace function pakn.notice_json(o pakn.outbox)
returns jsonb
language sql stable
as $$
	select jsonb_strip_nulls(jsonb_build_object('id', o.outbox_id, 'notice', o.notice, 'state', o.state, 'channel', w.channel,
		'to', case when w.subscription_id > 0 then jsonb_build_object('id', w.subscription_id, 'name', w.name, 'address', w.address) end,
		'report', case when o.event_id is not null then o.report_id end, 'code', r.code, 'made_at', o.created_at, 'attempts', o.attempts,
		'next_at', case when o.state = 'pending' then o.next_at end, 'done_at', o.done_at, 'error', o.error, 'status', o.status))
	from pakn.subscription w
		left join pakn.report r on r.tenant_id = o.tenant_id and r.report_id = o.report_id
	where w.tenant_id = o.tenant_id and w.subscription_id = o.subscription_id
$$;
