-- What tests/bench/statistics makes: the changes of the figures that so many reports of two years would have written: most answered in
-- time, some late, some refused, the last ones open.
set client_min_messages = warning;
create schema bench;
create table bench.agency as select row_number() over (order by agency_id)::int - 1 as n, agency_id from pakn.agency where tenant_id = 24;
create table bench.area as select row_number() over (order by area_id)::int - 1 as n, area_id from pakn.area where tenant_id = 24;
create table bench.category as select row_number() over (order by category_id)::int - 1 as n, category_id from pakn.category where tenant_id = 24;

create function bench.make(p_done int, p_batch int, p_count int) returns bigint language sql as $$
	with report as materialized (
		select g, date_trunc('hour', now() - interval '730 days' + interval '730 days' * ((p_done + g)::float8 / p_count)) as received,
			floor(power(random(), 2) * (select count(*) from bench.agency))::int as agency, floor(random() * (select count(*) from bench.area))::int as area,
			floor(power(random(), 2) * (select count(*) from bench.category))::int as category, floor(power(random(), 3) * 8)::int + 1 as channel,
			random() as fate, floor(power(random(), 2) * 100)::int + 1 as hours
		from generate_series(1, p_batch) g
	), change as (
		select r.*, s.n as sign, s.stat_class, s.bucket, s.happened
		from report r cross join lateral (values
			(1, 1, 0, null::timestamptz),
			(-1, 1, 0, case when r.fate < 0.97 then r.received + r.hours * interval '1 hour' end),
			(1, 41 + g % 3, (pakn.stat_bucket(r.hours * 20))::int, case when r.fate < 0.88 then r.received + r.hours * interval '1 hour' end),
			(1, 2, 0, case when r.fate between 0.88 and 0.95 then r.received + r.hours * interval '1 hour' end),
			(-1, 2, 0, case when r.fate between 0.88 and 0.95 then r.received + 3 * r.hours * interval '1 hour' end),
			(1, 51 + g % 3, (pakn.stat_bucket(r.hours * 60))::int, case when r.fate between 0.88 and 0.95 then r.received + 3 * r.hours * interval '1 hour' end),
			(1, 5, 0, case when r.fate between 0.95 and 0.97 then r.received + r.hours * interval '1 hour' end)) s (n, stat_class, bucket, happened)
		where s.stat_class = 1 and s.n = 1 or s.happened is not null
	), stored as (
		insert into pakn.stat_delta
		select 24, gen_random_uuid(), c.sign, c.received, a.agency_id, x.area_id, k.category_id, c.channel, c.stat_class, c.bucket, 'site', 'normal', c.channel > 4, c.happened
		from change c join bench.agency a on a.n = c.agency join bench.area x on x.n = c.area join bench.category k on k.n = c.category
		where c.happened is null or c.happened <= now()
		returning 1
	)
	select count(*) from stored
$$;

-- Where reports count, the same that make() tells of, as far as lists read it (report_cell); there are no reports behind it.
create function bench.make_cells(p_done int, p_batch int, p_count int) returns bigint language sql as $$
	with report as materialized (
		select now() - interval '730 days' + interval '730 days' * ((p_done + g)::float8 / p_count) as received, g,
			floor(power(random(), 2) * (select count(*) from bench.agency))::int as agency, floor(random() * (select count(*) from bench.area))::int as area,
			floor(power(random(), 2) * (select count(*) from bench.category))::int as category, floor(power(random(), 3) * 8)::int + 1 as channel,
			random() as fate, floor(power(random(), 2) * 100)::int + 1 as hours
		from generate_series(1, p_batch) g
	), stored as (
		insert into pakn.report_cell
		select 24, pakn.uuid_at(r.received, r.g % 4096), '00000000-0000-0000-0000-000000000000', s.stat_class, r.channel, 1, 1, a.agency_id, x.area_id, k.category_id, null
		from report r
			join bench.agency a on a.n = r.agency join bench.area x on x.n = r.area join bench.category k on k.n = r.category
			cross join lateral (
				select case when r.fate >= 0.97 or r.received + r.hours * interval '1 hour' > now() then 1 when r.fate < 0.88 then 41 + g % 3 when r.fate >= 0.95 then 5
					when r.received + 3 * r.hours * interval '1 hour' > now() then 2 else 51 + g % 3 end
				union all
				select 81 where r.channel > 4) s (stat_class)
		returning 1
	)
	select count(*) from stored
$$;
