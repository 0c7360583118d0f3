-- duplicates_json: what is merged into a case, for those who work on it, the earliest first.
create or replace function pakn.duplicates_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_build_object('id', x.report_id, 'code', x.code, 'received_at', x.received_at, 'merged_at', d.merged_at,
			'counts_as', case when d.refused then 'refused' else 'kept' end) order by x.report_id)
		from pakn.report_duplicate d join pakn.report x on x.tenant_id = d.tenant_id and x.report_id = d.report_id
		where d.tenant_id = r.tenant_id and d.kept_id = r.report_id);
end $$;
