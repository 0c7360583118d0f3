-- stats_range_where: the condition by which report_cell c lies in a range r of stats_ranges, and in the row of the other group.  What the range
-- says is not said again, since an index in whose columns several keys may stand is read in no order.
create or replace function pakn.stats_range_where(q pakn.stats_question, p_tenant int, p_codes text[])
returns text
language sql stable
as $$
	select case when l.place is null then 'c.channel_id = r.channel_id and c.kind = r.kind and c.urgency = r.urgency'
		else format('c.%I = r.key and ', pakn.stats_column(q.groups[l.place])) || pakn.stats_row_where(q, p_tenant,
			q.groups[:l.place - 1] || q.groups[l.place + 1:], p_codes[:l.place - 1] || p_codes[l.place + 1:]) end
	from pakn.stats_range_group(q.groups, p_codes) l (place)
$$;
