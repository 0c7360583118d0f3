-- archive_chore: archives what has been resolved for as long as the province says.  What somebody has in hand is left for the
-- next run; a province that became part of another is only read.
-- Answers how many.
-- Writes: as report_move
create or replace function pakn.archive_chore(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	t tenant;
	r report;
	v_count int := 0;
begin
	for t in select * from tenant x where x.archive_days is not null and x.merged_into is null order by x.tenant_id loop
		for r in select x.* from report x
			where x.tenant_id = t.tenant_id and x.report_id = any (array(
				select a.report_id from archive_wait a
				where a.tenant_id = t.tenant_id and a.since < now() - t.archive_days * interval '1 day'
				order by a.since
				limit p_limit))
			order by x.report_id
			for update skip locked
		loop
			continue when r.status <> 'resolved';
			perform report_move(r, uuid_at(clock_timestamp(), 0), 'archive', 'archived', 'system', null, null, null, null);
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
