-- A database for PAKN, for a superuser to run: psql -v name=pakn -f deploy/database.sql
-- Does nothing where it exists.  PostGIS is why a superuser is needed at all.  UTF-8 whatever the cluster has:
-- on a Debian without locales, clusters are made with SQL_ASCII.
\set QUIET on
\set ON_ERROR_STOP on
select format('create database %I owner pakn_owner template template0 encoding ''UTF8'' locale ''C.UTF-8''',
		:'name')
	where not exists (select from pg_database where datname = :'name') \gexec
-- A restored dump brings no settings of the database.
alter database :"name" set timezone = 'Asia/Ho_Chi_Minh';
\connect :"name"
set client_min_messages = warning;
create extension if not exists postgis;
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
