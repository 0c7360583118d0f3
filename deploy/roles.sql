-- The two roles that log in, for a superuser to run once per cluster; may be repeated.
--
-- pakn_owner owns the database and migrates it; not a superuser.  CREATEROLE because the migrations
-- make roles without login that hold the rights.
-- pakn_app is what the daemon logs in as: it may call functions and nothing else.
--
-- No passwords: set them where the server is reached over TCP (alter role ... password).
\set QUIET on
\set ON_ERROR_STOP on
select 'create role pakn_owner login createrole' where to_regrole('pakn_owner') is null \gexec
select 'create role pakn_app login' where to_regrole('pakn_app') is null \gexec
-- From PostgreSQL 16 on, CREATEROLE reaches only the roles that one is an admin of.
select 'grant pakn_app to pakn_owner with admin option' where not exists (
	select from pg_auth_members where admin_option and roleid = to_regrole('pakn_app')
		and member = to_regrole('pakn_owner')) \gexec
