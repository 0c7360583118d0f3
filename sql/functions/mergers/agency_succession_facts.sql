-- agency_succession_facts: what somebody has recorded of a succession, and not how far it is; its digest is its version.
create or replace function pakn.agency_succession_facts(s pakn.agency_succession)
returns jsonb
language sql stable
as $$
	select pakn.agency_succession_json(s) - '{state,begun_at,done_at,moved}'::text[]
$$;
