-- reports_problems: what is wrong with the lines of import_given (reports_given).
create or replace function pakn.reports_problems(p_tenant int)
returns table (line int, field text, code text, names text[])
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
		select g.line, 'code', 'known_otherwise', array[g.code]
		from import_given g where g.known and not g.same
		union all
		select s.line, n.field, 'needed_by_status', array[s.status]
		from stated s, unnest(s.needs) n (field) where n.field <> all (s.filled)
		union all
		select s.line, f.field, 'empty_by_status', array[s.status]
		from stated s, unnest(s.filled) f (field) where f.field <> all (s.needs || s.may)
		union all
		select i.line, i.field, 'in_future', '{}' from instant i where i.at > now()
		union all
		select i.line, i.field, 'before_field', array[i.field_before] from instant i where i.at < i.before
		union all
		select g.line, 'due_at', 'not_after_field', '{received_at}' from import_given g where g.given_due_at <= g.received_at
		union all
		select g.line, 'observed_at', 'after_field', '{received_at}' from import_given g where g.observed_at > g.received_at
		union all
		select g.line, 'lat', 'point_incomplete', '{}' from import_given g where (g.lat is null) <> (g.lon is null)
		union all
		select g.line, 'category_code', 'unknown', array[g.category]
		from import_given g where g.category is not null and g.category_id is null
		union all
		select g.line, 'area_code', 'no_commune', array[g.area]
		from import_given g where g.area is not null and g.named_area_id is null
		union all
		select g.line, 'channel', 'not_one_of', array[g.channel,
			(select string_agg(ch.code, ', ' order by ch.channel_id) from pakn.channel ch)]
		from import_given g where g.channel_id is null
		union all
		select g.line, case when g.agency is not null then 'agency_code' else 'agency_name' end, 'unknown',
			array[coalesce(g.agency, g.agency_name)]
		from import_given g where coalesce(g.agency, g.agency_name) is not null and g.named_agency_id is null
		union all
		select s.line, 'agency_code', 'agency_ended', '{}'
		from stated s join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = s.named_agency_id
		where s.is_open and a.valid_to <= current_date;
end $$;
