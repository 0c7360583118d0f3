-- stats_none: sums of nothing.
create or replace function pakn.stats_none()
returns pakn.stat_rollup
language plpgsql stable
as $$
declare
	v_none pakn.stat_rollup;
begin
	execute format('select null, null, null, null, null, null, null, %s', pakn.stat_list('0')) into v_none;
	return v_none;
end $$;
