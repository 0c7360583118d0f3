-- report_sender_kind: what the sender of a stored report is to the rules (sender_kind): as it was looked at first, else
-- as the report still tells.
create or replace function pakn.report_sender_kind(r pakn.report)
returns int
language plpgsql stable
as $$
begin
	return coalesce((r.route_facts->>'sender')::int, case
		when r.kind = 'business' then 4
		when r.created_by is not null then 2
		when (select ch.code from pakn.channel ch where ch.channel_id = r.channel_id) <> 'web'
			and not exists (select from pakn.report_sender s where s.tenant_id = r.tenant_id
				and s.report_id = r.report_id and s.person is not null) then 3
		else 1 end);
end $$;
