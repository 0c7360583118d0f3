-- uuid_at: a new UUIDv7 of an instant; of those of one instant, one with a greater number (0 to 4095) is greater.
create or replace function pakn.uuid_at(p_at timestamptz, p_no int)
returns uuid
language sql volatile
as $$
	select overlay(overlay(pakn.uuid_floor(p_at)::text placing '7' || lpad(to_hex(p_no), 3, '0') from 15)
		placing right(gen_random_uuid()::text, 17) from 20)::uuid
$$;
