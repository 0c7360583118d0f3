-- stats_freeze_chore: freezes the last month of each province that says so (tenant.freeze_after_days), once it is so many days over
-- and nobody has done it; of a province that became part of another none.  Answers how many.
-- Writes: as stats_freeze
create or replace function pakn.stats_freeze_chore()
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_month record;
	v_count int := 0;
begin
	for v_month in
		select t.tenant_id, m.month
		from tenant t, lateral (select stats_month(t.tenant_id, now() - interval '1 minute' - t.freeze_after_days * interval '1 day') as running) r,
			lateral (select to_char((r.running || '-01')::date - 1, 'YYYY-MM') as month) m
		where t.freeze_after_days is not null and t.merged_into is null
			and not exists (select from stats_snapshot s where s.tenant_id = t.tenant_id and s.period = m.month)
	loop
		perform stats_freeze(v_month.tenant_id, v_month.month, p_by_itself => true);
		v_count := v_count + 1;
	end loop;
	return v_count;
end $$;
