-- citizen_turn: makes what is asked for one phone at the same time wait for its turn until this transaction ends, so
-- that of many requests at once one gets a code, and one a session.
create or replace function pakn.citizen_turn(p_tenant int, p_phone_hash bytea)
returns void
language sql
as $$
	select pg_advisory_xact_lock(hashtextextended(encode(p_phone_hash, 'hex'), p_tenant))
$$;
