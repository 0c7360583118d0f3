-- queue_topic: the name under which changes of an agency's queue are made known.
create or replace function pakn.queue_topic(p_tenant int, p_agency_id int)
returns text
language sql immutable
as $$
	select 'queue ' || p_tenant || ' ' || p_agency_id
$$;
