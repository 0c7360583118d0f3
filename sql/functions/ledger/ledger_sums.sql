-- ledger_sums: for how many working minutes the clock was held within a period, how many of them after due, by what is to be done,
-- of how many reports, and how many fell due meanwhile: a row per group, and one for the total.
-- p_group: agency; successor (what an agency held that has ended stands with its heir); person, of an agency; head, who was in
-- charge of it then.  p_agencies: only what these held; p_staff_id: only what one person did.
create or replace function pakn.ledger_sums(p_tenant int, p_from timestamptz, p_to timestamptz, p_group text,
	p_agencies int[] default null, p_staff_id int default null)
returns table (is_total boolean, agency_id int, staff_id int, reports bigint, minutes bigint, minutes_late bigint,
	fell_due bigint, parts jsonb)
language plpgsql stable
as $$
#variable_conflict use_column
declare
	v_agencies int[] := coalesce(p_agencies, array(select a.agency_id from pakn.agency a where a.tenant_id = p_tenant));
begin
	return query
	with held as (
		select s.*
		from unnest(v_agencies) o (agency_id)
			join pakn.clock_span s on s.tenant_id = p_tenant and s.agency_id = o.agency_id and s.ends_at > p_from
		union all
		select c.*
		from pakn.work_item w
			join pakn.report r on r.tenant_id = p_tenant and r.report_id = w.report_id
			cross join lateral pakn.clock_running(r, now()) c
		where w.tenant_id = p_tenant and w.part = 'lead' and w.agency_id = any (v_agencies)
	), piece as (
		select h.report_id, h.part, h.due_at, t.starts_at, t.ends_at,
			case p_group when 'successor' then pakn.agency_heir(p_tenant, h.agency_id) else h.agency_id end as agency_id,
			case p_group when 'person' then h.staff_id when 'head' then t.staff_id end as staff_id,
			coalesce(r.calendar_id, pakn.agency_calendar(p_tenant, r.agency_id)) as calendar_id
		from held h
			join pakn.report r on r.tenant_id = p_tenant and r.report_id = h.report_id
			cross join lateral (select greatest(h.starts_at, p_from) as starts_at, least(h.ends_at, p_to) as ends_at) c
			cross join lateral (
				select null::int as staff_id, c.starts_at, c.ends_at where p_group <> 'head'
				union all
				select * from pakn.head_terms(p_tenant, h.agency_id, c.starts_at, c.ends_at) where p_group = 'head') t
		where h.part <> all ('{wait,closed}') and h.starts_at < p_to and h.ends_at > p_from
			and (p_staff_id is null or h.staff_id = p_staff_id)
	), counted as (
		select p.*, e.minutes - b.minutes as minutes,
			case when p.part <> 'review' then e.minutes - greatest(b.minutes, d.minutes) else 0 end as minutes_late,
			p.part <> 'review' and p.due_at >= p.starts_at and p.due_at < p.ends_at as fell_due
		from piece p
			cross join lateral pakn.working_over(p_tenant, p.calendar_id, p.starts_at) b
			cross join lateral pakn.working_over(p_tenant, p.calendar_id, p.ends_at) e
			cross join lateral pakn.working_over(p_tenant, p.calendar_id, least(p.ends_at, p.due_at)) d
	)
	select grouping(c.agency_id, c.staff_id) > 0, c.agency_id, c.staff_id, count(distinct c.report_id),
		coalesce(sum(c.minutes), 0)::bigint, coalesce(sum(c.minutes_late), 0)::bigint,
		count(distinct c.report_id) filter (where c.fell_due),
		jsonb_strip_nulls(jsonb_build_object('sort', sum(c.minutes) filter (where c.part = 'sort'),
			'accept', sum(c.minutes) filter (where c.part = 'accept'), 'answer', sum(c.minutes) filter (where c.part = 'answer'),
			'approve', sum(c.minutes) filter (where c.part = 'approve'), 'review', sum(c.minutes) filter (where c.part = 'review')))
	from counted c
	group by grouping sets ((c.agency_id, c.staff_id), ());
end $$;
