-- duplicate_of_json: the case that one is merged into, for those who work on it; null: no longer known.
create or replace function pakn.duplicate_of_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_build_object('id', k.report_id, 'code', k.code, 'status', k.status, 'status_name', pakn.report_status_name(k),
			'agency', json_build_object('code', a.code, 'name', a.name), 'merged_at', d.merged_at,
			'counts_as', case when d.refused then 'refused' else 'kept' end)
		from pakn.report_duplicate d
			join pakn.report k on k.tenant_id = d.tenant_id and k.report_id = d.kept_id
			join pakn.agency a on a.tenant_id = k.tenant_id and a.agency_id = k.agency_id
		where d.tenant_id = r.tenant_id and d.report_id = r.report_id);
end $$;
