-- calendar_keep: lays out calendars whose hours are known and that are not yet laid out, or end within eight years.  Answers how many.
-- Writes: as calendar_rebuild
create or replace function pakn.calendar_keep()
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	c calendar;
	v_count int := 0;
begin
	for c in select x.* from calendar x
		where exists (select from office_hours o where o.tenant_id = x.tenant_id and o.calendar_id = x.calendar_id)
			and not exists (select from working_block b
				where b.tenant_id = x.tenant_id and b.calendar_id = x.calendar_id and b.ends_at > now() + interval '8 years')
		order by x.tenant_id, x.calendar_id
		for update skip locked
	loop
		perform calendar_rebuild(c.tenant_id, c.calendar_id);
		v_count := v_count + 1;
	end loop;
	return v_count;
end $$;
