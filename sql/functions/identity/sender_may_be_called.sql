-- sender_may_be_called: whether who handles the report may see the number: only if the sender allowed it.
create or replace function pakn.sender_may_be_called(s pakn.report_sender)
returns boolean
language sql immutable
as $$
	select s.allow_call and s.phone_sealed is not null
$$;
