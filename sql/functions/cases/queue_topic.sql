-- queue_topic: the name under which changes of an agency's queue are made known.
-- Stable, as what it is made of: what is called immutable and is not would not be inlined.
create or replace function pakn.queue_topic(p_tenant int, p_agency_id int)
returns text
language sql stable
as $$
	select 'queue ' || p_tenant || ' ' || p_agency_id
$$;
