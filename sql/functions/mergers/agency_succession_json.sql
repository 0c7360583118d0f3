-- agency_succession_json: a succession as administrators see it; left: cases that still wait to be moved.
create or replace function pakn.agency_succession_json(s pakn.agency_succession)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('agency', jsonb_build_object('code', o.code, 'name', o.name),
		'successor', jsonb_build_object('code', n.code, 'name', n.name), 'at', s.at, 'head', h.username,
		'state', case when s.done_at is not null then 'done' when s.begun_at is not null then 'moving'
			when s.at <= current_date then 'due' else 'planned' end,
		'recorded_at', s.recorded_at, 'begun_at', s.begun_at, 'done_at', s.done_at, 'moved', s.moved)
	from pakn.agency o
		join pakn.agency n on n.tenant_id = s.tenant_id and n.agency_id = s.successor_id
		left join pakn.staff h on h.tenant_id = s.tenant_id and h.staff_id = s.head_id
	where o.tenant_id = s.tenant_id and o.agency_id = s.agency_id
$$;
