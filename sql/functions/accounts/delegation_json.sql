-- delegation_json: a delegation as those at the agency see it.
create or replace function pakn.delegation_json(d pakn.delegation)
returns json
language sql stable
as $$
	select json_build_object('id', d.delegation_id, 'head', pakn.staff_json(d.tenant_id, d.head_id),
		'deputy', pakn.staff_json(d.tenant_id, d.deputy_id), 'from', d.valid_from, 'until', d.valid_to)
$$;
