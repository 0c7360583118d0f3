-- sender_of: what the sender of a stored report is to the rules (sender_kind): as it was found when the rules asked it
-- then, else by what the report still tells.
create or replace function pakn.sender_of(r pakn.report)
returns int
language sql stable
as $$
	select coalesce((r.route_facts->>'sender')::int, case when r.kind = 'business' then 4
		when r.created_by is not null then 2
		when (select c.code from pakn.channel c where c.channel_id = r.channel_id) in ('app', 'sms', 'open311') then 3
		else 1 end)
$$;
