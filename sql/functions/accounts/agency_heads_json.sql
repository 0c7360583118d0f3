-- agency_heads_json: who is, was and will be in charge of an agency, the latest term first.
create or replace function pakn.agency_heads_json(p_tenant int, p_agency_id int)
returns json
language sql stable
as $$
	select coalesce(json_agg(json_build_object('who', pakn.staff_json(p_tenant, h.staff_id), 'from', h.valid_from,
		'until', nullif(h.valid_to, 'infinity')) order by h.valid_from desc), '[]')
	from pakn.agency_head h where h.tenant_id = p_tenant and h.agency_id = p_agency_id
$$;
