-- support_count: how many others have the same trouble: who joined a report, and of what is merged into it the senders and who joined
-- those; null for none.
create or replace function pakn.support_count(r pakn.report)
returns bigint
language sql stable
as $$
	select nullif(case when r.merged > 0 then r.merged + (select count(distinct s.supporter) from pakn.report_support s
			where s.tenant_id = r.tenant_id and s.report_id in (select r.report_id union all select d.report_id from pakn.report_duplicate d
				where d.tenant_id = r.tenant_id and d.kept_id = r.report_id))
		else (select count(*) from pakn.report_support s where s.tenant_id = r.tenant_id and s.report_id = r.report_id) end, 0)
$$;
