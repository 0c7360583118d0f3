-- head_terms: who was in charge of an agency between two instants, one after the other, without gaps: null, where nobody was.
create or replace function pakn.head_terms(p_tenant int, p_agency_id int, p_from timestamptz, p_to timestamptz)
returns table (staff_id int, starts_at timestamptz, ends_at timestamptz)
language sql stable
as $$
	with term as (
		select h.staff_id, greatest(h.valid_from, p_from) as starts_at, least(h.valid_to, p_to) as ends_at
		from pakn.agency_head h
		where h.tenant_id = p_tenant and h.agency_id = p_agency_id and h.valid_from < p_to and h.valid_to > p_from
	)
	select * from term
	union all
	select null, lower(g), upper(g)
	from unnest(tstzmultirange(tstzrange(p_from, p_to))
		- coalesce((select range_agg(tstzrange(t.starts_at, t.ends_at)) from term t), '{}')) g
$$;
