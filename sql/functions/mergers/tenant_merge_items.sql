-- tenant_merge_items: gives the work that a case is to the agencies of the successor; who had it or had claimed it has it there.
-- Writes: work_item
create or replace function pakn.tenant_merge_items(r pakn.report, n pakn.report)
returns void
language plpgsql
as $$
begin
	insert into pakn.work_item select (w).*
	from (select distinct on (agency) jsonb_populate_record(x, jsonb_build_object('tenant_id', n.tenant_id, 'agency_id', agency,
			'category_id', n.category_id, 'area_id', n.area_id,
			'claimed_by', pakn.tenant_merge_id(r.tenant_id, n.tenant_id, 'accounts', x.claimed_by),
			'assignee_id', pakn.tenant_merge_id(r.tenant_id, n.tenant_id, 'accounts', x.assignee_id))) as w
		from pakn.work_item x, lateral pakn.tenant_merge_id(r.tenant_id, n.tenant_id, 'agencies', x.agency_id) agency
		where x.tenant_id = r.tenant_id and x.report_id = r.report_id
		order by agency, x.part = 'lead' desc) y;
	delete from pakn.work_item x where x.tenant_id = r.tenant_id and x.report_id = r.report_id and x.part <> 'lead';
end $$;
