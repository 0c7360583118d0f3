-- archive_follow: keeps in mind since when a report is resolved, until it is archived, or is not any more.
-- Writes: archive_wait
create or replace function pakn.archive_follow(n pakn.report, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	if n.status = 'resolved' then
		insert into pakn.archive_wait values (n.tenant_id, n.report_id, p_at) on conflict (tenant_id, report_id) do update set since = p_at;
	else
		delete from pakn.archive_wait a where a.tenant_id = n.tenant_id and a.report_id = n.report_id;
	end if;
end $$;
