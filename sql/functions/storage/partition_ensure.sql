-- partition_ensure: makes the monthly parts of report and report_event for a span of time.
create or replace function pakn.partition_ensure(p_from timestamptz, p_to timestamptz)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_month timestamptz := date_trunc('month', p_from, 'Asia/Ho_Chi_Minh');
	v_next timestamptz;
	v_table text;
begin
	perform pg_advisory_xact_lock(hashtext('pakn.partition_ensure'));
	while v_month < p_to loop
		v_next := v_month + interval '1 month';
		foreach v_table in array array['report', 'report_event'] loop
			execute format('create table if not exists pakn.%I partition of pakn.%I for values from (%L) to (%L)',
				v_table || to_char(v_month at time zone 'Asia/Ho_Chi_Minh', '_YYYYMM'), v_table,
				pakn.uuid_floor(v_month), pakn.uuid_floor(v_next));
		end loop;
		v_month := v_next;
	end loop;
end $$;
