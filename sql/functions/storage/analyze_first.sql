-- analyze_first: chore: statistics of tables that have rows by now and have none yet: on a new database, and for the part of a
-- new month.  Until PostgreSQL gets to it by itself, a minute or more, all plans are those of an empty table: there any index that
-- begins with the province costs the same, and reads all of it for every key.  From then on autovacuum keeps them.  The daemon has one done at a
-- time, since a restored database has none of any.
-- Answers: how many tables
create or replace function pakn.analyze_first(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_table regclass;
	v_count int := 0;
begin
	for v_table in
		select c.oid from pg_class c
		where c.relnamespace = 'pakn'::regnamespace and c.relkind = 'r' and c.reltuples < 0
			and pg_relation_size(c.oid) > current_setting('block_size')::int
		order by c.oid
		limit p_limit
	loop
		execute format('analyze %s', v_table);
		v_count := v_count + 1;
	end loop;
	return v_count;
end $$;
