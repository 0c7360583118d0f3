-- ladder_read: the steps of a ladder, written like `75% agency; 100% agency, head; +1d desk; +8h supervisor; every 2d`: at a share
-- of the time, then so many working hours or days after due, whom it tells; how often the last one is repeated.  Null
-- where it is not written so, not in this order, or would fall silent or repeat itself before anything is due.
create or replace function pakn.ladder_read(p_text text)
returns jsonb
language sql immutable
as $$
	select case when bool_and(coalesce(p.step is not null or p.every is not null, false))
			and count(p.every) = 1 and bool_and(p.every is null or p.place = p.count) and count(p.step) > 0
			and max(p.rank) filter (where p.place = p.count - 1) >= 100 and bool_or(p.rank <= p.before) is not true
		then jsonb_build_object('steps', jsonb_agg(p.step order by p.place) filter (where p.step is not null),
			'every', (jsonb_agg(p.every) filter (where p.every is not null))->0) end
	from (
		select w.*, lag(w.rank) over (order by w.place) as before
		from (
			select g.place, g.count,
				case when t.known and m.m[1]::int between 1 and 100 then jsonb_build_object('percent', m.m[1]::int, 'tells', to_jsonb(t.tells))
					when t.known and m.m[2]::int > 0 then jsonb_build_object('after', m.m[2]::int, 'unit', m.m[3], 'tells', to_jsonb(t.tells)) end as step,
				case when e.m[1]::int > 0 then jsonb_build_object('after', e.m[1]::int, 'unit', e.m[2]) end as every,
				-- Percents first, then hours; a day as eight of them.
				coalesce(m.m[1]::int, 100 + m.m[2]::int * case m.m[3] when 'd' then 8 else 1 end) as rank
			from (select x.place, trim(x.text) as text, count(*) over () as count
					from regexp_split_to_table(p_text, ';') with ordinality x (text, place)) g
				left join lateral regexp_match(g.text, '^(?:(\d{1,3})%|\+(\d{1,3})([hd]))\s+(\S.*)$') m (m) on true
				left join lateral regexp_match(g.text, '^every\s+(\d{1,3})([hd])$') e (m) on true
				left join lateral (
					select array_agg(c order by c) as tells, bool_and(c in ('agency', 'duty', 'head', 'desk', 'supervisor'))
						and count(distinct c) = count(*) as known
					from unnest(pakn.codes_read(m.m[4])) c) t on true
		) w
	) p
$$;
