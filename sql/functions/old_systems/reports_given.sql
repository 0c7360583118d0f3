-- reports_given: puts the columns of a file of reports into the temporary table import_given, one row a line, with
-- the ids of what they name (null where it is not known).  both_codes is the code under which a report is
-- found, a space, and the code as the old system wrote it.  known: there is a report of that code; same:
-- made of the same line.  Who reported is not compared: it may lie sealed.
-- Writes: import_given
create or replace function pakn.reports_given(p_tenant int, p_lines int[], p_codes text[], p_received_ats timestamptz[], p_categories text[],
	p_descriptions text[], p_kinds text[], p_channels text[], p_lats float8[], p_lons float8[],
	p_addresses text[], p_areas text[], p_statuses text[], p_agencies text[], p_agency_names text[],
	p_due_ats timestamptz[], p_accepted_ats timestamptz[], p_answered_ats timestamptz[],
	p_released_ats timestamptz[], p_closed_ats timestamptz[], p_answers text[], p_outcomes text[],
	p_reasons text[], p_observed_ats timestamptz[], p_publish boolean[], p_texts_public boolean[],
	p_names text[], p_phones text[], p_emails text[])
returns void
language plpgsql
as $$
begin
	create temp table import_given on commit drop as
	with line as (
		select u.*, sha256(convert_to(array_to_string(array[
			u.both_codes, extract(epoch from u.received_at)::text, u.category, u.description, u.kind,
			u.channel, u.lat::text, u.lon::text, u.address, u.area, u.status, u.agency, u.agency_name,
			extract(epoch from u.given_due_at)::text, extract(epoch from u.accepted_at)::text,
			extract(epoch from u.answered_at)::text, extract(epoch from u.released_at)::text,
			extract(epoch from u.closed_at)::text, u.answer, u.outcome, u.reason,
			extract(epoch from u.observed_at)::text, u.publish::text, u.text_public::text
			], E'\x1f', E'\x1e'), 'UTF8')) as body_hash
		from unnest(
			p_lines, p_codes, p_received_ats, p_categories, p_descriptions, p_kinds, p_channels, p_lats,
			p_lons, p_addresses, p_areas, p_statuses, p_agencies, p_agency_names, p_due_ats, p_accepted_ats,
			p_answered_ats, p_released_ats, p_closed_ats, p_answers, p_outcomes, p_reasons, p_observed_ats,
			p_publish, p_texts_public, p_names, p_phones, p_emails) u (
				line, both_codes, received_at, category, description, kind, channel, lat, lon, address, area,
				status, agency, agency_name, given_due_at, accepted_at, answered_at, released_at, closed_at,
				answer, outcome, reason, observed_at, publish, text_public, name, phone, email)
	)
	select l.line, split_part(l.both_codes, ' ', 1) as key, substr(l.both_codes, strpos(l.both_codes, ' ') + 1) as code,
		l.body_hash, c.code is not null as known, coalesce(c.body_hash = l.body_hash, false) as same,
		date_trunc('milliseconds', l.received_at) as received_at, l.observed_at, l.given_due_at, l.accepted_at,
		l.answered_at, l.released_at, l.closed_at, l.status, l.answer, l.outcome, l.reason,
		coalesce(l.kind, 'site') as kind, coalesce(l.channel, 'web') as channel, ch.channel_id,
		l.category, case when l.category is null then 0 else category.category_id end as category_id,
		coalesce(category.urgency, 'normal') as urgency, coalesce(category.deadline_class, 'normal') as deadline_class,
		coalesce(category.in_scope, true) as in_scope,
		l.lat, l.lon, l.address, l.area, area.area_id as named_area_id,
		l.agency, l.agency_name, agency.agency_id as named_agency_id,
		l.description, coalesce(l.publish, false) as publish, coalesce(l.text_public, false) as text_public,
		l.name, l.phone, l.email
	from line l
		left join pakn.report_code c on c.tenant_id = p_tenant and c.code = split_part(l.both_codes, ' ', 1)
		left join pakn.channel ch on ch.code = coalesce(l.channel, 'web')
		left join pakn.category on category.tenant_id = p_tenant and category.code = l.category
		left join lateral (
			-- As the units were then; where that is not known, the newest of that code.
			select a.area_id
			from pakn.area a
			where a.tenant_id = p_tenant and a.code = l.area and a.level = 'commune'
			order by (a.valid_from <= l.received_at::date and l.received_at::date < a.valid_to) desc, a.valid_from desc
			limit 1) area on true
		left join lateral (
			select a.agency_id
			from pakn.agency a
			where a.tenant_id = p_tenant and case when l.agency is not null then a.code = l.agency
				else l.agency_name in (a.code, a.name, a.short_name) end
			order by a.valid_to desc, a.agency_id
			limit 1) agency on true;
	analyze import_given;
end $$;
