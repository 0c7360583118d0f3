-- case_similar: cases that may be the same matter as one, for those who work on it, the likeliest first: by nearness, by being of the
-- same field, by the words that they share.  Open ones nearby (report_spot), and those of the same commune that came within two
-- months, also where they are answered.  Each tells whether the one asked about could be merged into it.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or not theirs
create or replace function pakn.case_similar(p_digest bytea, p_tenant int, p_report_id uuid, p_radius int, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	r report := case_seen(p_tenant, p_report_id, who.role, who.agency_id);
	v_scope int[] := case_scope(p_tenant, who.role, who.agency_id);
	v_radius int := coalesce(p_radius, 500);
	v_here geometry := st_setsrid(st_makepoint(r.lon, r.lat), 4326);
	v_degrees double precision := v_radius / 100000.0 + 0.001;
	v_words text[] := search_words(r.description);
	v_items json;
begin
	with named as materialized (
		(select s.report_id from report_spot s
		where s.tenant_id = p_tenant and s.spot && st_expand(v_here, v_degrees)
		order by s.spot <-> v_here
		limit 200)
		union
		(select s.report_id from report_search s
		where s.tenant_id = p_tenant and s.area_id = r.area_id and r.area_id > 0
			and s.report_id between uuid_floor(r.received_at - interval '60 days') and uuid_floor(r.received_at + interval '60 days')
		order by s.report_id desc
		limit 500)
	), ranked as (
		select x.report_id, d.metres, f.shared, coalesce(1 - d.metres / (2 * v_radius), 0) + (x.category_id = r.category_id)::int + f.shared as likeness
		from named n
			join report x on x.tenant_id = p_tenant and x.report_id = n.report_id
			left join report_search s on s.tenant_id = p_tenant and s.report_id = n.report_id
			cross join lateral (select st_distancesphere(v_here, st_setsrid(st_makepoint(x.lon, x.lat), 4326)) as metres offset 0) d
			cross join lateral (select coalesce((select count(*) from unnest(tsvector_to_array(s.words)) w where w = any (v_words)), 0)::float8
				/ greatest(cardinality(v_words), 1) as shared offset 0) f
		where x.report_id <> p_report_id and (d.metres is null or d.metres <= v_radius)
			and (x.closed_at is null or x.status in ('resolved', 'archived'))
			and (v_scope is null or x.agency_id = any (v_scope))
	)
	select coalesce(json_agg((case_line(x)::jsonb || jsonb_strip_nulls(jsonb_build_object('distance', round(k.metres::numeric)::int,
			'words_shared', round(k.shared::numeric, 2), 'duplicates', x.merged,
			'keeps', x.closed_at is not null or (x.received_at, x.report_id) < (r.received_at, r.report_id))))::json
		order by k.likeness desc, k.report_id desc), '[]')
	into v_items
	from (select * from ranked x where x.likeness >= 1 order by x.likeness desc, x.report_id desc limit coalesce(p_limit, 10)) k
		join report x on x.tenant_id = p_tenant and x.report_id = k.report_id;
	return (200, json_build_object('items', v_items)::text, md5(v_items::text), null, null, null)::pakn.answer;
end $$;
