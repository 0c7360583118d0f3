-- report_similar: open reports near a point, of the same trouble perhaps; the likeliest first: by nearness, by being of the
-- same field, and where the text is public, by how many of the words it has.
-- Of what is not public one learns field, distance and status, and a handle to join it by.  Its distance is measured to a point
-- of a grid of 110 metres (report_spot): asked from many sides, it still tells no address.  Its words do not count, or trying
-- words would tell them; the handle is no tracking code, which would open the report's history.
-- Answers: 200 | PK422 an unknown category
create or replace function pakn.report_similar(p_tenant int, p_lat double precision, p_lon double precision,
	p_category text, p_text text, p_radius int, p_limit int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_category int := category_named(p_tenant, p_category, '?category');
	v_radius int := coalesce(p_radius, 300);
	v_here geometry := st_setsrid(st_makepoint(p_lon, p_lat), 4326);
	-- A degree is 111 km to the north and less to the east; a cell of the grid more, since it moves points.
	v_north double precision := v_radius / 111000.0 + 0.001;
	v_east double precision := v_radius / (111000.0 * greatest(cos(radians(p_lat)), 0.1)) + 0.001;
	v_words text[] := search_words(p_text);
	v_body text;
begin
	with near as materialized (
		select s.report_id, s.handle, s.spot
		from report_spot s
		where s.tenant_id = p_tenant and s.spot && st_expand(v_here, v_east, v_north)
		order by s.spot <-> v_here
		limit 200
	), placed as (
		select n.report_id, n.handle, shown.is, p.words, st_distancesphere(v_here, coalesce(p.spot, n.spot)) as metres
		from near n
			left join report_publication p on p.tenant_id = p_tenant and p.report_id = n.report_id
			cross join lateral (select coalesce(p.text_release = 'released', false) as is) shown
	), ranked as (
		select p.report_id, p.handle, p.is, p.metres, 1 - p.metres / (2 * v_radius)
			+ case when r.category_id = v_category then 1 else 0 end
			+ case when p.is and cardinality(v_words) > 0 then coalesce((select count(*) from unnest(tsvector_to_array(p.words)) w
				where w = any (v_words)), 0)::float8 / cardinality(v_words) else 0 end as likeness
		from placed p join report r on r.tenant_id = p_tenant and r.report_id = p.report_id
		where p.metres <= v_radius and r.closed_at is null
		order by likeness desc, p.report_id
		limit coalesce(p_limit, 10)
	)
	select json_build_object('items', coalesce(json_agg(case when k.is then
				(jsonb_build_object('handle', k.handle, 'distance', d.shown) || report_public(r, p, 'list', p_lang)::jsonb)::json
			else json_strip_nulls(json_build_object('handle', k.handle, 'distance', d.shown, 'status', r.status,
				'status_name', status_name(r.status, p_lang), 'category', c.code, 'category_name', c.name)) end
			order by k.likeness desc, k.report_id), '[]'))::text
	into v_body
	from ranked k
		join report r on r.tenant_id = p_tenant and r.report_id = k.report_id
		left join report_publication p on p.tenant_id = p_tenant and p.report_id = k.report_id
		left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
		cross join lateral (select round(k.metres::numeric, -1)::int as shown) d;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
