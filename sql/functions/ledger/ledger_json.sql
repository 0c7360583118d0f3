-- ledger_json: the ledger of a report (ledger_lines), oldest first, what it adds up to, and how much of it was each agency's.
-- p_agency_id: only what was theirs.
create or replace function pakn.ledger_json(r pakn.report, p_agency_id int, p_lang text)
returns json
language plpgsql stable
as $$
begin
	return (
		with line as materialized (
			select l.*, a.code, a.name, l.part = 'wait' as stood
			from pakn.ledger_lines(r) l
				join pakn.agency a on a.tenant_id = l.tenant_id and a.agency_id = l.agency_id
			where p_agency_id is null or (l.tenant_id = r.tenant_id and l.agency_id = p_agency_id)
		)
		select json_build_object('id', r.report_id, 'code', r.code, 'received_at', r.received_at,
			'minutes', coalesce(sum(l.minutes) filter (where not l.stood), 0), 'minutes_late', coalesce(sum(l.minutes_late), 0),
			'minutes_stopped', coalesce(sum(l.minutes) filter (where l.stood), 0),
			'agencies', (select coalesce(json_agg(json_build_object('code', g.code, 'name', g.name, 'minutes', g.minutes,
					'minutes_late', g.minutes_late) order by g.first), '[]')
				from (select x.code, x.name, min(x.starts_at) as first, sum(x.minutes) as minutes, coalesce(sum(x.minutes_late), 0) as minutes_late
					from line x where not x.stood group by 1, 2) g),
			'spans', coalesce(json_agg(json_strip_nulls(json_build_object('from', l.starts_at,
				'until', case when r.closed_at is not null or l.ends_at < now() then l.ends_at end,
				'agency', json_build_object('code', l.code, 'name', l.name), 'person', pakn.staff_json(l.tenant_id, l.staff_id),
				'in_charge', pakn.staff_json(l.tenant_id, l.head_id), 'part', l.part, 'part_name', pakn.part_name(l.part, p_lang),
				'counts', not l.stood, 'minutes', l.minutes, 'minutes_late', l.minutes_late,
				'due_at', case when not l.stood then l.due_at end, 'stage_due_at', l.stage_due_at)) order by l.starts_at), '[]'))
		from line l);
end $$;
