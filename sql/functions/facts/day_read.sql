-- day_read: the blocks of a day, written 07:30-11:30, 13:30-17:00, in order; no row where it is not written so, or where
-- blocks overlap; none at all for an empty day.
create or replace function pakn.day_read(p_text text)
returns table (starts time, ends time)
language sql immutable
as $$
	with block as (
		select b.place, split_part(b.text, '-', 1) as starts, split_part(b.text, '-', 2) as ends
		from regexp_split_to_table(regexp_replace(p_text, '\s', '', 'g'), ',') with ordinality b (text, place)
	), ordered as (
		select b.starts, b.ends, b.starts ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and b.ends ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'
			and b.starts < b.ends and b.starts >= coalesce(lag(b.ends) over (order by b.place), '00:00') as good
		from block b
	)
	select o.starts::time, o.ends::time
	from ordered o
	where (select bool_and(x.good) from ordered x)
$$;
