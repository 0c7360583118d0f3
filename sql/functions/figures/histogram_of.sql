-- histogram_of: so many of each of these classes, as a histogram (stat_duration).
create or replace function pakn.histogram_of(p_classes smallint[], p_counts bigint[])
returns int[]
language plpgsql immutable strict parallel safe
as $$
declare
	v_counts int[] := '{}';
begin
	for i in 1 .. cardinality(p_classes) loop
		v_counts[p_classes[i]] := coalesce(v_counts[p_classes[i]], 0) + p_counts[i];
	end loop;
	return v_counts;
end $$;
