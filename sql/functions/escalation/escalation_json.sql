-- escalation_json: how far an open case is on its ladder, for those who work on it; and how it was urged.
create or replace function pakn.escalation_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return nullif((
		select json_strip_nulls(json_build_object('level', w.escalated, 'stage', e.stage, 'steps', nullif(e.taken, 0),
			'last_at', e.taken_at, 'next_at', case when e.stage is not null then e.next_at end,
			'urged', (select json_agg(json_build_object('id', u.urging_id, 'at', u.made_at, 'reply_by', u.reply_by,
					'replied_at', u.replied_at) order by u.made_at)
				from pakn.urging_case c join pakn.urging u on u.tenant_id = c.tenant_id and u.urging_id = c.urging_id
				where c.tenant_id = r.tenant_id and c.report_id = r.report_id)))
		from (select) as one
			left join pakn.escalation e on e.tenant_id = r.tenant_id and e.report_id = r.report_id
			left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead')::text, '{}')::json;
end $$;
