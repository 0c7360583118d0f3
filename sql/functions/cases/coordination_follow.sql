-- coordination_follow: keeps who coordinates on a report in step with a move: named, done with its part, not waited for any
-- more, named no more, or the lead now.
-- Writes: report_agency
create or replace function pakn.coordination_follow(r pakn.report, n pakn.report, p_action text, p_agency_id int)
returns void
language plpgsql
as $$
begin
	case p_action
		when 'coordinate' then
			insert into pakn.report_agency (tenant_id, report_id, agency_id, at, by_rule)
			values (r.tenant_id, r.report_id, p_agency_id, now(), false)
			on conflict (tenant_id, report_id, agency_id) do update set at = excluded.at, done_at = null, waived_at = null;
		when 'contribute' then
			update pakn.report_agency c set done_at = now(), waived_at = null
			where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.agency_id = p_agency_id;
		when 'waive' then
			update pakn.report_agency c set waived_at = now()
			where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.agency_id = p_agency_id;
		when 'end-coordination' then
			delete from pakn.report_agency c
			where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.agency_id = p_agency_id;
		else
			if n.agency_id <> r.agency_id then
				delete from pakn.report_agency c
				where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.agency_id = n.agency_id;
			end if;
	end case;
end $$;
