-- uuid_new: a UUIDv7 of now, for what the database does on its own; a request brings its ids along.
create or replace function pakn.uuid_new()
returns uuid
language sql volatile
as $$
	select (left(pakn.uuid_floor(clock_timestamp())::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid
$$;
