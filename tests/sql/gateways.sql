-- Gateways: what their credentials let through, and by which secrets they may sign.
\ir lib/make.psql
select plan(24);

-- known: the digest of a gateway and one of its secrets.
create function test.known(p_gateway int, p_secret text) returns bytea
language sql as $$ select sha256(convert_to(p_gateway || ' ' || p_secret, 'UTF8')) $$;
-- made: a gateway with the secret a.
create function test.made(p_gateway int, p_name text, p_channel text default 'sms', p_until timestamptz default null) returns void
language sql as $$ select pakn.gateway_add(24, p_gateway, known(p_gateway, 'a'), '\x000161', p_name, p_channel, p_until) $$;
-- rotated: gives it another one.
create function test.rotated(p_gateway int, p_secret text, p_until timestamptz default now() + interval '1 day') returns void
language sql as $$ select pakn.gateway_rotate(24, p_gateway, known(p_gateway, p_secret), '\x0001'::bytea || convert_to(p_secret, 'UTF8'), p_until) $$;
-- secrets: those by which it may sign.
create function test.secrets(p_gateway int, p_tenant int default 24) returns text
language sql as $$ select string_agg(convert_from(substr(secret, 3), 'UTF8'), ' ' order by ordinality) from pakn.gateway_secrets(p_tenant, p_gateway) with ordinality $$;
-- earlier: as if all that was made had been made an hour before.
create function test.earlier() returns void
language sql as $$ update pakn.credential set created_at = created_at - interval '1 hour' where kind = 'g' $$;

-- Making one.
select made(1, 'một') \g /dev/null
select is(refusal_of($$ select made(2, 'một') $$), 'PK422 gateway_taken', 'a name is one gateway''s');
select is(refusal_of($$ select made(2, 'hai', 'fax') $$), 'PK422 unknown_gateway_channel', 'a gateway has a channel that there is');
select is(refusal_of($$ select made(2, 'hai', 'hotline') $$), null, 'it may be one whose reports staff type in otherwise');
select is(refusal_of($$ select * from pakn.gateway_named('bacninh', 'ba') $$), 'PK422 unknown_gateway', 'what is none is not found');
select is((select gateway_id from pakn.gateway_named('bacninh', 'một')), 1, 'what is one is found by its name');
select is((select prefix from pakn.credential where digest = known(1, 'a')), 'pkg_24_1', 'it names its province and its number');

-- What it may do.
select is((select string_agg(distinct rr.right_name, ' ' order by rr.right_name) from pakn.role_right rr
		where refusal_of(format('select pakn.caller(%L, 24, %L)', known(1, 'a'), rr.right_name)) is null),
	'report:anywhere report:submit', 'a gateway may report, from anywhere');
select is((select string_agg(distinct refusal_of(format('select pakn.caller(%L, 24, %L)', known(1, 'a'), rr.right_name)), ', ') from pakn.role_right rr
		where rr.right_name !~ '^report:(anywhere|submit)$'), 'PK403 forbidden', 'and may do nothing else that anybody may');
select is(refusal_of(format('select pakn.caller(%L, 25, ''report:submit'')', known(1, 'a'))), 'PK401 unauthenticated', 'nor anything in another province');
update pakn.credential set scopes = '{cases:read}' where gateway_id = 2;
select is(refusal_of(format('select pakn.caller(%L, 24, ''report:submit'')', known(2, 'a'))), 'PK403 forbidden', 'without the scope not even that');
select is((select count(*) from pakn.role_right rr where right_name = 'report:anywhere' and role <> 'gateway'
		and not pakn.may(rr.role, 'report:enter')), 0::bigint, 'beside gateways, who enters reports takes them from anywhere');

-- By which secrets it may sign.
select is(secrets(1, 25), null, 'another province has no such gateway');
select is(secrets(99), null, 'nor is there one of every number');
select earlier() \g /dev/null
select rotated(1, 'b') \g /dev/null
select is(secrets(1), 'b a', 'after a change both secrets are good, the new one first');
select is(refusal_of($$ select rotated(1, 'b') $$), 'PK422 secret_used', 'the same secret is no change');
select earlier() \g /dev/null
select rotated(1, 'c') \g /dev/null
select is(secrets(1), 'c b', 'after two changes, two');
select is((select count(*) from pakn.caller_find(known(1, 'a'), 24)), 0::bigint, 'the first is over');
select earlier() \g /dev/null
select rotated(1, 'd', now()) \g /dev/null
select is(secrets(1), 'd', 'a change may end the one before at once');
select is((select count(*) from pakn.credential where gateway_id = 1 and expires_at = 'infinity' and revoked_at is null), 1::bigint, 'the last one lasts');
select made(3, 'ba', 'zalo', now() + interval '1 hour'), rotated(3, 'b') \g /dev/null
select is((select count(distinct expires_at) from pakn.credential where gateway_id = 3 and expires_at < now() + interval '1 hour'), 1::bigint, 'no change prolongs a gateway that ends');
update pakn.credential set revoked_at = now() where gateway_id in (1, 3);
select is(refusal_of($$ select rotated(1, 'e') $$), 'PK422 unknown_gateway', 'one that was revoked gets no secret any more');
select is(refusal_of($$ select made(4, 'một') $$), null, 'and its name is free');

-- Sealing again.
select is((select count(*) from pakn.gateway_stale(1)), 0::bigint, 'what the current key has sealed is left alone');
select is((select count(*) from pakn.gateway_stale(2)), (select count(*) from pakn.credential where kind = 'g'), 'under another key all is sealed again');
select * from finish();
