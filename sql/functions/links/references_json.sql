-- references_json: the numbers that other systems have for a report; null: none.
create or replace function pakn.references_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_build_object('id', f.reference_id, 'source', f.source, 'source_name', s.name, 'ref', f.ref, 'noted_at', f.noted_at)
			order by f.noted_at, f.reference_id)
		from pakn.report_reference f join pakn.reference_source s on s.source = f.source
		where f.tenant_id = r.tenant_id and f.report_id = r.report_id);
end $$;
