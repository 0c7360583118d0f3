-- histogram_hours: median and 90th percentile of a histogram of working time (stat_duration), in hours: the middles of their classes; null where
-- it has nothing.
create or replace function pakn.histogram_hours(p_counts int[], out median numeric, out p90 numeric)
language plpgsql immutable strict parallel safe
as $$
declare
	v_all bigint := 0;
	v_upto bigint := 0;
	n int;
begin
	foreach n in array p_counts loop
		v_all := v_all + coalesce(n, 0);
	end loop;
	if v_all <= 0 then
		return;
	end if;
	for i in array_lower(p_counts, 1) .. array_upper(p_counts, 1) loop
		continue when p_counts[i] is null;
		v_upto := v_upto + p_counts[i];
		if median is null and 2 * v_upto >= v_all then
			median := round((pakn.stat_bucket_minutes(i) / 60)::numeric, 2);
		end if;
		if 10 * v_upto >= 9 * v_all then
			p90 := round((pakn.stat_bucket_minutes(i) / 60)::numeric, 2);
			return;
		end if;
	end loop;
end $$;
