-- reports_problems: what is wrong with the lines of import_given (reports_given).
create or replace function pakn.reports_problems(p_tenant int)
returns table (line int, problem text)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		with stated as (
			select g.*, s.needs, s.may, s.is_open, array_remove(array[
				case when g.accepted_at is not null then 'accepted_at' end,
				case when g.answered_at is not null then 'answered_at' end,
				case when g.released_at is not null then 'released_at' end,
				case when g.closed_at is not null then 'closed_at' end,
				case when g.answer is not null then 'answer' end,
				case when g.outcome is not null then 'outcome' end,
				case when g.reason is not null then 'reason' end], null) as filled
			from import_given g join pakn.import_stages() s on s.status = g.status
		), instant as (
			select g.line, i.field, i.at, lag(i.at) over w as before, lag(i.field) over w as field_before
			from import_given g, lateral (values (1, 'received_at', g.received_at), (2, 'accepted_at', g.accepted_at),
				(3, 'answered_at', g.answered_at), (4, 'released_at', g.released_at), (5, 'closed_at', g.closed_at))
				i (place, field, at)
			where i.at is not null
			window w as (partition by g.line order by i.place)
		)
		select g.line, format('code: "%s" is known already, with other content', g.code)
		from import_given g where g.known and not g.same
		union all
		select s.line, format('%s: may not be empty where the status is %s', n.field, s.status)
		from stated s, unnest(s.needs) n (field) where n.field <> all (s.filled)
		union all
		select s.line, format('%s: must be empty where the status is %s', f.field, s.status)
		from stated s, unnest(s.filled) f (field) where f.field <> all (s.needs || s.may)
		union all
		select i.line, format('%s: in the future', i.field) from instant i where i.at > now()
		union all
		select i.line, format('%s: before %s', i.field, i.field_before) from instant i where i.at < i.before
		union all
		select g.line, 'due_at: not after received_at' from import_given g where g.given_due_at <= g.received_at
		union all
		select g.line, 'observed_at: after received_at' from import_given g where g.observed_at > g.received_at
		union all
		select g.line, 'lat: lat and lon belong together' from import_given g where (g.lat is null) <> (g.lon is null)
		union all
		select g.line, format('category_code: "%s" is not known in this province', g.category)
		from import_given g where g.category is not null and g.category_id is null
		union all
		select g.line, format('area_code: "%s" is no commune of this province', g.area)
		from import_given g where g.area is not null and g.named_area_id is null
		union all
		select g.line, format('channel: "%s" is not one of %s', g.channel,
			(select string_agg(ch.code, ', ' order by ch.channel_id) from pakn.channel ch))
		from import_given g where g.channel_id is null
		union all
		select g.line, format('%s: "%s" is not known in this province',
			case when g.agency is not null then 'agency_code' else 'agency_name' end, coalesce(g.agency, g.agency_name))
		from import_given g where coalesce(g.agency, g.agency_name) is not null and g.named_agency_id is null
		union all
		select s.line, 'agency_code: this agency no longer exists, and the report is open'
		from stated s join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = s.named_agency_id
		where s.is_open and a.valid_to <= current_date;
end $$;
