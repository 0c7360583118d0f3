-- Who may sign in, how often, and what a session is worth.
\ir lib/make.psql
select plan(52);

-- who: the id of an account, made where there is none.
create function test.who(p_name text, p_role text default 'staff') returns int
language plpgsql as $$
declare
	v_id int := (select s.staff_id from pakn.staff s where s.tenant_id = 24 and s.username = p_name);
begin
	return coalesce(v_id, pakn.staff_set('bacninh', p_name, null, p_role, 'UB09187', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$' || p_name));
end $$;

-- digest: of a made-up token.
create function test.digest(p_token text) returns bytea language sql as $$ select sha256(p_token::bytea) $$;

-- enter: a session of somebody, of that name; its body.
create function test.enter(p_name text, p_token text, p_hours int default 12, p_idle int default 60) returns json
language sql as $$
	select (pakn.session_begin(24, who(p_name), (select password_hash from pakn.staff where username = p_name), digest(p_token),
		gen_random_uuid(), '192.0.2.1', 'tests', p_hours, p_idle)).body::json
$$;

-- attempt: seconds to wait before a try.
create function test.attempt(p_name text, p_address text default '192.0.2.1') returns int
language sql as $$ select pakn.login_wait(24, '{account,address,pair}', p_name, p_address::inet) $$;

-- later: as if so much time had gone by.
create function test.later(p_how_long interval) returns void
language sql as $$
	update pakn.login_attempt set last_at = last_at - p_how_long,
		until = case when isfinite(until) then until - p_how_long else until end, succeeded_at = succeeded_at - p_how_long
$$;

select who('an') \g /dev/null
select who('lan', 'head') \g /dev/null

-- 1. The throttle.
select results_eq($$ select attempt('x') from generate_series(1, 6) $$, array[0, 0, 0, 0, 0, 1], 'five failures are free; then one waits a second');
select later('1 second') \g /dev/null
select results_eq($$ select attempt('x') from generate_series(1, 2) $$, array[0, 2], 'after the sixth, two');
select is((select failures from pakn.login_attempt where kind = 'pair'), 6, 'who waits is not counted');
select is(attempt('x', '192.0.2.2'), 0, 'at another address one does not wait');
select is(attempt('y'), 0, 'nor with another name');
select is(attempt('X'), 2, 'case makes no other name');
update pakn.login_attempt set failures = 40;
select later('1 hour') \g /dev/null
select attempt('x') \g /dev/null
select later('1 second') \g /dev/null
select is((select failures from pakn.login_attempt where kind = 'pair' and subject = pakn.login_subject('pair', 'x', '192.0.2.1')), 1, 'an hour later all is forgotten');
truncate pakn.login_attempt;
select attempt('x') from generate_series(1, 5) \g /dev/null
update pakn.login_attempt set failures = 1000, until = '-infinity';
select attempt('x') \g /dev/null
select cmp_ok(attempt('x'), '<=', 900, 'nobody waits for longer than a quarter of an hour');
truncate pakn.login_attempt;
select attempt('x', '2001:db8:1:2::' || n) from generate_series(1, 5) n \g /dev/null
select is(attempt('x', '2001:db8:1:2:ffff::1'), 1, 'the addresses of one IPv6 network are one');
select is(attempt('x', '2001:db8:1:3::1'), 0, 'those of another are another');
truncate pakn.login_attempt;

-- A stranger with many addresses.
select attempt('an', '192.0.2.9') \g /dev/null
select pakn.login_forgive(24, '{account,address,pair}', 'an', '192.0.2.9') \g /dev/null
select attempt('an', ('198.51.100.' || mod(n, 250))::text) from generate_series(1, 1000) n \g /dev/null
select cmp_ok(attempt('an', '203.0.113.1'), '>', 0, 'an account that is tried from everywhere waits at a new address');
select cmp_ok(attempt('an', '203.0.113.1'), '<=', 30, 'for half a minute at most');
select is(attempt('an', '192.0.2.9'), 0, 'and not at all where its owner has signed in before');
truncate pakn.login_attempt;
select attempt('name' || n) from generate_series(1, 100) n \g /dev/null
select is(attempt('name101'), 1, 'an address that tries a hundred names waits');
select pakn.login_forgive(24, '{account,address,pair}', 'name1', '192.0.2.1') \g /dev/null
select is((select failures from pakn.login_attempt where kind = 'address'), 99, 'a success takes back its own attempt alone');
select is(attempt('name102'), 0, 'and then there is room for another');
select is_empty($$ select from pakn.login_attempt a where encode(a.subject, 'escape') ~ 'name' $$, 'no name is kept');
truncate pakn.login_attempt;

-- What is looked up.
select results_eq($$ select s.staff_id = who('an'), s.setting, s.wait from pakn.session_lookup(24, 'AN', '192.0.2.1') s $$,
	$$ values (true, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA', 0) $$, 'a known name gets the salt of its hash');
select matches((select setting from pakn.session_lookup(24, 'nobody', '192.0.2.1')), '^[$]argon2id[$]v=19[$]m=19456,t=2,p=1[$][A-Za-z0-9+/]{22}$', 'an unknown one gets a salt too');
select is((select setting from pakn.session_lookup(24, 'nobody', '192.0.2.1')), (select setting from pakn.session_lookup(24, 'NOBODY', '192.0.2.2')), 'always the same');
update pakn.staff set active = false where username = 'an';
select is((select staff_id from pakn.session_lookup(24, 'an', '192.0.2.1')), 0, 'a locked account is unknown');
update pakn.staff set active = true, password_until = now() where username = 'an';
select is((select staff_id from pakn.session_lookup(24, 'an', '192.0.2.1')), 0, 'so is one whose one-time password has ended');
update pakn.staff set password_until = 'infinity' where username = 'an';
select is(refusal_of($$ select pakn.session_begin(24, who('an'), 'x', '\x00', gen_random_uuid(), '192.0.2.1', '', 1, 1) $$), 'PK401 wrong_login', 'another hash opens nothing');
select is(refusal_of($$ select pakn.session_begin(24, 0, 'x', '\x00', gen_random_uuid(), '192.0.2.1', '', 1, 1) $$), 'PK401 wrong_login', 'nor does nobody''s');

-- 2. Sessions.
select is(enter('an', 't1')->>'factor', 'none', 'staff need no second factor');
select is((pakn.session_show(digest('t1'), 24)).body::json->'staff'->>'username', 'an', 'a session knows its owner');
select is(refusal_of($$ select pakn.session_show(digest('t2'), 24) $$), 'PK401 unauthenticated', 'an unknown one does not');
select is(refusal_of($$ select pakn.session_show(digest('t1'), 25) $$), 'PK401 unauthenticated', 'nor does it in another province');
select is((select count(*)::int from pakn.caller_find(digest('t1'), 24)), 1, 'it may call');
update pakn.credential set idle_until = now() where digest = digest('t1');
select is((select count(*)::int from pakn.caller_find(digest('t1'), 24)), 0, 'unused for too long, it may not');
select pakn.credential_seen(24, array[digest('t1')]) \g /dev/null
select is((select count(*)::int from pakn.caller_find(digest('t1'), 24)), 0, 'nor does a late use wake it');
select enter('an', 't3', 12, 60) \g /dev/null
update pakn.credential set seen_at = now() - interval '4 minutes', idle_until = now() + interval '1 minute' where digest = digest('t3');
select pakn.credential_seen(24, array[digest('t3')]) \g /dev/null
select ok((select idle_until < now() + interval '2 minutes' from pakn.credential where digest = digest('t3')), 'a use is not noted again within five minutes');
update pakn.credential set seen_at = now() - interval '6 minutes' where digest = digest('t3');
select pakn.credential_seen(24, array[digest('t3')]) \g /dev/null
select ok((select idle_until between now() + interval '64 minutes' and now() + interval '65 minutes' from pakn.credential where digest = digest('t3')), 'then it is, with those five minutes added');
select pakn.sessions_revoke(24, who('an'), digest('t3')) \g /dev/null
select is((select array_agg(digest = digest('t3')) from pakn.credential where staff_id = who('an') and revoked_at is null), '{t}', 'all but one are ended');

-- 3. The second factor, as the province and the role say.
select is(enter('lan', 'h1')->>'factor', 'none', 'where it is offered, nobody has to have one');
update pakn.tenant set second_factor = 'required' where tenant_id = 24;
select is((select array_agg(r.role order by r.role) from pakn.role r where r.second_factor), '{admin,head,supervisor}', 'three roles have to, where it is required');
select is(enter('lan', 'h2')->>'factor', 'enrol', 'a head is one of them');
select is((select count(*)::int from pakn.caller_find(digest('h2'), 24)), 0, 'half a session calls nothing');
select is((select account from pakn.factor_begin(digest('h2'), 24, '\x01', null)), 'lan', 'but it may begin with an authenticator');
select is((pakn.factor_confirm(digest('h2'), 24, 100, array[digest('r1'), digest('r2')], 12, 60)).body::json->>'factor', 'none', 'its first code makes the session whole');
select is((select array_agg(c.digest = digest('h2')) from pakn.credential c where c.staff_id = who('lan') and c.revoked_at is null), '{t}', 'and ends those without it');
select is((pakn.factor_confirm(digest('h2'), 24, 100, array[digest('r1'), digest('r2')], 12, 60)).status, 200, 'the same once more answers the same');
select is(refusal_of($$ select pakn.factor_confirm(digest('h2'), 24, 100, array[digest('r3')], 12, 60) $$), 'PK409 factor_stands', 'with other recovery codes it is refused');
select is(enter('lan', 'h3')->>'factor', 'totp', 'from then on a code is asked for');
select is(refusal_of($$ select pakn.factor_pass(digest('h3'), 24, 100, null, 12, 60) $$), 'PK422 invalid', 'not the one that was used');
select is((pakn.factor_pass(digest('h3'), 24, 101, null, 12, 60)).body::json->>'factor', 'none', 'a later one');
select enter('lan', 'h4') \g /dev/null
select is((pakn.factor_pass(digest('h4'), 24, null, digest('r1'), 12, 60)).status, 200, 'or a recovery code');
select enter('lan', 'h5') \g /dev/null
select is(refusal_of($$ select pakn.factor_pass(digest('h5'), 24, null, digest('r1'), 12, 60) $$), 'PK422 invalid', 'but each only once');

-- 4. Keys and their scopes.
select pakn.api_key_set(24, digest('k1'), 900001, 'k', '{cases:read}', 'app') \g /dev/null
select is(refusal_of($$ select pakn.caller(digest('k1'), 24, 'report:submit') $$), 'PK403 forbidden', 'a key may only what its scopes let through');
update pakn.credential set scopes = '{reports:write}' where digest = digest('k1');
select is(refusal_of($$ select pakn.caller(digest('k1'), 24, 'report:submit') $$), null, 'and that it may');
select is_empty($$ select sr.right_name from pakn.scope_right sr except select rr.right_name from pakn.role_right rr $$, 'scopes name rights that there are');

-- 5. What is swept.
update pakn.login_attempt set last_at = now() - interval '2 days', succeeded_at = null;
insert into pakn.login_attempt values (24, 'pair', '\x01', 0, now() - interval '29 days', '-infinity', now() - interval '29 days');
select pakn.sweep() \g /dev/null
select is((select array_agg(succeeded_at is not null) from pakn.login_attempt), '{t}', 'attempts go after a day, where somebody has got in after a month');
select * from finish();
