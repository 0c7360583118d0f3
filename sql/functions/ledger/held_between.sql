-- held_between: who held the clock of a report between two instants, for what, and for how many working minutes (ledger_lines); null:
-- nobody, since it was closed.  p_agency_id: only what was theirs.
create or replace function pakn.held_between(r pakn.report, p_agency_id int, p_from timestamptz, p_to timestamptz, p_lang text)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_build_object('agency', json_build_object('code', h.code, 'name', h.name), 'part', h.part,
			'part_name', pakn.part_name(h.part, p_lang), 'counts', h.part <> 'wait', 'minutes', h.minutes) order by h.first)
		from (
			select a.code, a.name, s.part, min(s.starts_at) as first, sum(e.minutes - b.minutes) as minutes
			from pakn.clock_spans(r) s
				join pakn.report x on x.tenant_id = s.tenant_id and x.report_id = s.report_id
				join pakn.agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
				cross join lateral (select coalesce(x.calendar_id, pakn.agency_calendar(x.tenant_id, x.agency_id)) as calendar_id offset 0) k
				cross join lateral pakn.working_over(s.tenant_id, k.calendar_id, greatest(s.starts_at, p_from)) b
				cross join lateral pakn.working_over(s.tenant_id, k.calendar_id, least(s.ends_at, p_to)) e
			where s.part <> 'closed' and s.starts_at < p_to and s.ends_at > p_from
				and (p_agency_id is null or s.tenant_id = r.tenant_id and s.agency_id = p_agency_id)
			group by 1, 2, 3) h);
end $$;
