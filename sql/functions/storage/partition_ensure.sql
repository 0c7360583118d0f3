-- partition_ensure: makes the monthly parts of report and report_event for a span of time, where they are not there.
create or replace function pakn.partition_ensure(p_from timestamptz, p_to timestamptz)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
	set lock_timeout = '400ms'
as $$
declare
	v_month record;
begin
	for v_month in
		select v.name, m as first, m + interval '1 month' as next, v.name || to_char(m at time zone 'Asia/Ho_Chi_Minh', '_YYYYMM') as part
		from generate_series(date_trunc('month', p_from, 'Asia/Ho_Chi_Minh'), p_to - interval '1 microsecond', interval '1 month') m,
			(values ('report'), ('report_event')) v (name)
		where to_regclass('pakn.' || v.name || to_char(m at time zone 'Asia/Ho_Chi_Minh', '_YYYYMM')) is null
		order by m, v.name
	loop
		-- Both or none: who waits for one of them while it has the other, and meets somebody who reads both, waits for ever.  So waiting ends
		-- sooner than PostgreSQL looks for that (deadlock_timeout), lets go of both, and begins anew.
		for v_try in 1 .. 60 loop
			begin
				perform pg_advisory_xact_lock(hashtext('pakn.partition_ensure'));
				lock table only pakn.report, only pakn.report_event in access exclusive mode;
				exit;
			exception when lock_not_available then
				if v_try = 60 then
					raise;
				end if;
				perform pg_sleep(0.1 * random());
			end;
		end loop;
		execute format('create table if not exists pakn.%I partition of pakn.%I for values from (%L) to (%L)',
			v_month.part, v_month.name, pakn.uuid_floor(v_month.first), pakn.uuid_floor(v_month.next));
	end loop;
end $$;
