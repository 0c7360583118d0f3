-- stats_listed: what counts in a cell of a question's table, recounted one by one, the newest report first, what happened to one several
-- times as often: as many as its figure says.  p_codes: of the row, as many as there are groups; null: the total's.  p_after_id, p_after_event:
-- behind which.
create or replace function pakn.stats_listed(q pakn.stats_question, p_codes text[], p_classes int[], p_after_id uuid, p_after_event uuid, p_count int)
returns table (tenant_id int, report_id uuid, event_id uuid, at timestamptz)
language sql stable
as $$
	select r.tenant_id, c.report_id, c.event_id, c.at
	from unnest(pakn.stats_family(q)) f (tenant_id)
		cross join lateral pakn.stats_counted(f.tenant_id, q.first, q.until, q.as_of, p_classes) c
		join pakn.report r on r.tenant_id = f.tenant_id and r.report_id = c.report_id
	where (p_after_id is null or (c.report_id, c.event_id) < (p_after_id, p_after_event))
		and (p_codes is null or pakn.stats_is_of(q, r, c.agency_id, c.area_id, c.category_id, c.urgency, q.groups[1], p_codes[1])
			and (p_codes[2] is null or pakn.stats_is_of(q, r, c.agency_id, c.area_id, c.category_id, c.urgency, q.groups[2], p_codes[2])))
	order by c.report_id desc, c.event_id desc
	limit p_count
$$;
