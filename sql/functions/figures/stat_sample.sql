-- stat_sample: whether the figures of an hour of each province are those that its reports and events tell: of the busiest of
-- the last thirty days, as figures are read.  What differs, in words; null where nothing does.
create or replace function pakn.stat_sample()
returns text
language sql stable
as $$
	select string_agg(format('%s, %s: %s', t.code, to_char(d.hour at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:00'), w.dimension), '; ' order by t.code, w.dimension)
	from pakn.tenant t
		cross join lateral (
			select r.starts_at as hour from pakn.stat_rollup r
			where r.tenant_id = t.tenant_id and r.part = 'arrived' and r.dimension = 'kind' and r.grain = 'hour' and r.starts_at > now() - interval '30 days'
			group by 1 order by sum(r.arrived) desc, 1 limit 1) d
		cross join pakn.stat_dimension w
	where w.second is null and exists (
		select
		from (select to_jsonb(c) as cell, 1 as side from pakn.stats_cells(t.tenant_id, 'received', w.dimension, d.hour, d.hour + interval '1 hour') c
				union all
				select to_jsonb(c), -1 from pakn.stats_cells(t.tenant_id, 'received', w.dimension, d.hour, d.hour + interval '1 hour', null, now()) c) x,
			jsonb_each_text(x.cell - '{tenant_id,part,dimension,grain,starts_at,key,key_2}'::text[]) f
		-- What came and went again is in a row of noughts, or in none.
		group by x.cell->>'key', f.key having sum(x.side * f.value::bigint) <> 0)
$$;
