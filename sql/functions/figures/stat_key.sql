-- stat_key: what a report counts by, of one thing (stat_dimension): a number, also of kinds and urgencies (stats_group).  Written to be inlined.
create or replace function pakn.stat_key(p_thing text, p_agency int, p_area int, p_category int, p_channel int, p_kind text, p_urgency text)
returns int
language sql immutable
as $$
	select case p_thing
		when 'agency' then p_agency
		when 'area' then p_area
		when 'category' then p_category
		when 'channel' then p_channel
		when 'kind' then case p_kind when 'site' then 1 when 'procedure' then 2 when 'business' then 3 else 0 end
		when 'urgency' then case p_urgency when 'normal' then 1 when 'urgent' then 2 else 0 end
		else 0 end
$$;
