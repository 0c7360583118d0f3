-- uuid_floor: the smallest UUIDv7 of an instant; a bound for ranges of ids.
create or replace function pakn.uuid_floor(p_at timestamptz)
returns uuid
language sql stable parallel safe
as $$
	select rpad(lpad(to_hex((extract(epoch from p_at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;
