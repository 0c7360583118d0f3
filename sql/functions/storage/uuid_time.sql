-- uuid_time: the instant in a UUIDv7 (RFC 9562): its first 48 bits are milliseconds since 1970.
create or replace function pakn.uuid_time(p_id uuid)
returns timestamptz
language sql immutable parallel safe
as $$
	select to_timestamp(('x' || translate(left(p_id::text, 13), '-', ''))::bit(48)::bigint / 1000.0)
$$;
