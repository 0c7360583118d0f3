-- area_candidates: of a report that named a commune which was split, the communes of its day among which a person
-- chooses, each with the part of the old one that it took, where that is known; null of any other.
create or replace function pakn.area_candidates(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_strip_nulls(json_build_object('code', a.code, 'name', a.name, 'full_name', a.full_name,
			'level', a.level, 'area_km2', x.area_km2, 'share', x.share)) order by a.code)
		from jsonb_array_elements(r.review) d
			cross join lateral pakn.area_ended(r.tenant_id, d->>'sent', r.received_at::date) old
			cross join lateral pakn.areas_on(r.tenant_id, array[old.area_id], r.received_at::date) o
			join pakn.area a on a.tenant_id = r.tenant_id and a.area_id = o.on_id
			left join lateral (select * from pakn.area_parts(r.tenant_id, old.area_id) p where p.successor_id = o.on_id) x on true
		where d->>'code' = 'ended_area');
end $$;
