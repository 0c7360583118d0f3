-- tenant_merge_next: the next open cases of the old province, locked, each with its sender's sealed parts, to be
-- opened and sealed for the successor by who has the keys (tenant_merge_case, in the same transaction).
create or replace function pakn.tenant_merge_next(p_old int, p_limit int)
returns table (tenant_id int, report_id uuid, name text, phone text, email text, on_behalf_of text,
	name_sealed bytea, phone_sealed bytea, email_sealed bytea, on_behalf_of_sealed bytea)
language plpgsql
as $$
#variable_conflict use_column
begin
	return query
		with open as materialized (
			select r.tenant_id, r.report_id
			from pakn.report r
			where r.tenant_id = p_old and r.report_id in (select w.report_id from pakn.work_item w
				where w.tenant_id = p_old and w.part = 'lead' order by w.report_id limit p_limit)
			order by r.report_id
			for update)
		select o.tenant_id, o.report_id, s.name, s.phone, s.email, s.on_behalf_of, s.name_sealed, s.phone_sealed, s.email_sealed,
			s.on_behalf_of_sealed
		from open o left join pakn.report_sender s on s.tenant_id = o.tenant_id and s.report_id = o.report_id;
end $$;
