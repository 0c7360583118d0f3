-- sender_fields: which parts of who reported a caller may see: the desk all that there are; who handles
-- the report, or anybody where the sender wants not to be named, the number if a call is allowed.
create or replace function pakn.sender_fields(s pakn.report_sender, p_anonymous boolean, p_role text)
returns text[]
language sql stable
as $$
	select coalesce(array_agg(f.field), '{}')
	from (values ('name', s.name_sealed), ('phone', s.phone_sealed), ('email', s.email_sealed),
		('on_behalf_of', s.on_behalf_of_sealed)) as f (field, sealed)
	where f.sealed is not null and (pakn.may(p_role, 'identity:show') and not p_anonymous
		or f.field = 'phone' and pakn.sender_may_be_called(s))
$$;
