-- change_topic: the name under which it is made known that the feed of an agency (0: of all of them) has gone on.
create or replace function pakn.change_topic(p_tenant int, p_agency_id int)
returns text
language sql stable
as $$
	select 'changes ' || p_tenant || ' ' || p_agency_id
$$;
