-- sender_reachable: whether the sender left a phone or an address, by which they are told what happens.
create or replace function pakn.sender_reachable(s pakn.report_sender)
returns boolean
language sql immutable
as $$
	select s.phone_sealed is not null or s.email_sealed is not null or s.phone is not null or s.email is not null
$$;
