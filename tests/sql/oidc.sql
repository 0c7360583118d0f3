-- Sign-in through a sign-on service: what comes back is taken once, whose account it is, and what ends with what.
\ir lib/make.psql
select plan(30);

select is(pakn.oidc_provider_set('bacninh', 'noi-bo', 'staff', 'https://a.example', 'pakn', 'https://p.example/', 'openid profile',
		'preferred_username', 'Nội bộ', null), 'https://p.example/api/v1/session/oidc/noi-bo/callback', 'the redirect URI stands below our own address');
select pakn.oidc_provider_set('bacninh', 'dan', 'citizen', 'https://c.example', 'pakn', 'https://p.example', 'openid', null, 'Dân', 'People') \g /dev/null
select is((pakn.oidc_provider_list(24, 'en')).body::jsonb #>> '{items,1,name}', 'Nội bộ', 'without an English name the Vietnamese one stands in both');

-- A sign-in under way.
select pakn.oidc_login_begin(24, 'noi-bo', '\x01', '\x02', '/a') from generate_series(1, 2) \g /dev/null
select is((select count(*) from pakn.oidc_login), 1::bigint, 'a beginning that is sent again is the same');
create table test.wrong (p_tenant int, p_provider text, p_state bytea, p_browser bytea, why text);
insert into test.wrong values (24, 'noi-bo', '\x03', '\x02', 'another state'), (24, 'noi-bo', '\x01', '\x03', 'another browser'),
	(24, 'dan', '\x01', '\x02', 'another service'), (1, 'noi-bo', '\x01', '\x02', 'another province');
select is(refusal_of(format('select * from pakn.oidc_login_take(%s, %L, %L, %L, %L)', p_tenant, p_provider, p_state, p_browser, '\x09')),
	'PK400 sign_on_expired', why || ' takes nothing') from test.wrong;
select is((select return_path || ' ' || issuer || ' ' || secret_name from pakn.oidc_login_take(24, 'noi-bo', '\x01', '\x02', '\x09')),
	'/a https://a.example bacninh/noi-bo', 'it is taken with where it goes on');
select is((select return_path from pakn.oidc_login_take(24, 'noi-bo', '\x01', '\x02', '\x09')), '/a', 'the same statement again takes it again');
select is(refusal_of($$ select * from pakn.oidc_login_take(24, 'noi-bo', '\x01', '\x02', '\x0a') $$), 'PK400 sign_on_expired', 'another request does not');
select pakn.oidc_login_begin(24, 'noi-bo', '\x04', '\x02', '/b') \g /dev/null
update pakn.oidc_login set expires_at = now() where state_digest = '\x04';
select is(refusal_of($$ select * from pakn.oidc_login_take(24, 'noi-bo', '\x04', '\x02', '\x09') $$), 'PK400 sign_on_expired', 'after its time it is not taken');
select pakn.sweep() \g /dev/null
select is((select array_agg(state_digest) from pakn.oidc_login), '{"\\x01"}', 'what is over is swept away');

-- Whose account.
select pakn.staff_set('bacninh', name, null, 'staff', 'UB09187', 'x') as id from unnest('{lan,mai}'::text[]) name \g /dev/null
create function test.found(p_subject text, p_account text) returns text language sql as $$
	select s.username from pakn.oidc_staff_find(24, 'noi-bo', p_subject, p_account) f join pakn.staff s on s.tenant_id = 24 and s.staff_id = f.staff_id
$$;
select is(refusal_of($$ select found('s1', null) $$), 'PK403 no_account', 'without a user name and without a link there is no account');
select is(refusal_of($$ select found('s1', 'nobody') $$), 'PK403 no_account', 'an unknown user name has none');
select is(found('s1', 'LAN'), 'lan', 'the first sign-in finds the account by its user name');
select is(found('s1', 'mai'), 'lan', 'later ones by the person, whatever the user name is now');
select is(refusal_of($$ select found('s2', 'lan') $$), 'PK403 no_account', 'a user name that goes to somebody else takes no account along');
select pakn.oidc_link_set('bacninh', 'noi-bo', 'lan', 's2') \g /dev/null
select is(found('s2', null), 'lan', 'but an administrator may say so');
select is(refusal_of($$ select found('s1', 'lan') $$), 'PK403 no_account', 'and then it is not the first one''s any more');
update pakn.staff set active = false where username = 'lan';
select is(refusal_of($$ select found('s2', 'lan') $$), 'PK403 no_account', 'a locked account is none');
update pakn.staff set active = true where username = 'lan';
select is(refusal_of($$ select * from pakn.oidc_staff_find(24, 'dan', 's3', 'mai') $$), 'PK403 no_account', 'a service for citizens has no accounts of staff');
update pakn.oidc_provider set account_claim = null where provider = 'noi-bo';
select is(refusal_of($$ select found('s4', 'mai') $$), 'PK403 no_account', 'nor has one whose user names are not trusted, before a link');

-- Sessions.
create function test.begun(p_subject text, p_account text, p_digest bytea) returns int language sql as $$
	select (pakn.oidc_session_begin(24, 'noi-bo', p_subject, s.staff_id, p_digest, gen_random_uuid(), '127.0.0.1', null, 12, 30)).status from pakn.staff s where s.tenant_id = 24 and s.username = p_account
$$;
select is(begun('s2', 'lan', sha256('a')), 201, 'a session begins for who is linked');
select is(refusal_of($$ select begun('s2', 'mai', sha256('b')) $$), 'PK403 no_account', 'and for nobody else');
select isnt_empty($$ select from pakn.caller_find(sha256('a'), 24) $$, 'the session is one of staff');
select is((pakn.oidc_citizen_begin(24, 'dan', sha256('person'), sha256('c'), 12)).status, 200, 'a citizen''s session begins');
select is(refusal_of($$ select pakn.oidc_citizen_begin(24, 'noi-bo', sha256('person'), sha256('d'), 12) $$), 'PK404 unknown_provider',
	'but not through a service for staff');
select is((select role from pakn.caller_find(sha256('c'), 24)), 'citizen', 'it is one of a citizen');
select is(pakn.oidc_provider_remove('bacninh', 'noi-bo'), 1::bigint, 'a service that is removed ends its sessions');
select results_eq($$ select d, exists (select from pakn.caller_find(sha256(d::bytea), 24)) from unnest('{a,c}'::text[]) d $$,
	$$ values ('a', false), ('c', true) $$, 'and no others');
select * from finish();
