-- contributors: the agencies whose parts are in the answer of a report, for whoever may read that; null: it has none.
create or replace function pakn.contributors(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_build_object('code', a.code, 'name', a.name) order by c.done_at, a.code)
		from pakn.report_agency c
			join pakn.agency a on a.tenant_id = c.tenant_id and a.agency_id = c.agency_id
		where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.done_at is not null);
end $$;
