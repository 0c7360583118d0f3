-- parts_json: the agencies that work along on a case, in the order in which they were asked: until when their parts are
-- due, the parts that are in, and why one is not waited for.
create or replace function pakn.parts_json(r pakn.report)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('code', a.code, 'name', a.name, 'since', c.at, 'by_rule', c.by_rule,
			'due_at', case when c.done_at is null and c.waived_at is null and r.released_at is null and r.closed_at is null
				then pakn.part_due_of(r, c.at) end,
			'done_at', c.done_at, 'text', case when c.done_at is not null then pakn.part_words(r, c.agency_id, 'contributed') end,
			'waived_at', c.waived_at, 'waived_why', case when c.waived_at is not null then pakn.part_words(r, c.agency_id, 'part_waived') end))
			order by c.at, a.code), '[]')
		from pakn.report_agency c
			join pakn.agency a on a.tenant_id = c.tenant_id and a.agency_id = c.agency_id
		where c.tenant_id = r.tenant_id and c.report_id = r.report_id);
end $$;
