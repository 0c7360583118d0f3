-- leave_json: somebody's leave as those at the agency see it.
create or replace function pakn.leave_json(l pakn.leave)
returns json
language sql stable
as $$
	select json_build_object('id', l.leave_id, 'who', pakn.staff_json(l.tenant_id, l.staff_id),
		'deputy', pakn.staff_json(l.tenant_id, l.deputy_id), 'from', l.valid_from, 'until', l.valid_to)
$$;
