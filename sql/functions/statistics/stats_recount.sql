-- stats_recount: the same cells as they were at a past instant, counted from the events.  Slow, and
-- independent of everything that stats_cells reads but counted_from: the one checks the other.
create or replace function pakn.stats_recount(p_tenant int, p_dimension text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz)
returns table (key int, starts_at timestamptz, stat_class smallint, stat_bucket smallint, n bigint)
language sql stable
as $$
	select case p_dimension when 'agency' then s.agency_id when 'area' then s.area_id
			when 'category' then s.category_id else s.channel_id end,
		s.received_at, s.stat_class, s.stat_bucket, 1::bigint
	from pakn.stats_standing(p_tenant, p_from, p_to, p_as_of) s
$$;
