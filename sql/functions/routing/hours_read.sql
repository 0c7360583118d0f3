-- hours_read: hours as a set of moments; null where they are not written as they should be.
--   1-5 07:30-11:30; 6 07:30-11:30   | days of the week from 1 = Monday, and times; past midnight: 1-7 17:00-07:30
--   office                           | the working time of a calendar, with its holidays and swapped days
--   !office                          | all other time
-- Points below 10080 are minutes of the week; 10080 + twice a calendar's number says that it is working time
-- there, one more that it is not.  An instant has one point of the week and one of each calendar (route_facts).
create or replace function pakn.hours_read(p_tenant int, p_hours text)
returns int4multirange
language plpgsql stable strict
as $$
declare
	v_calendar int := (select c.calendar_id from pakn.calendar c where c.tenant_id = p_tenant and c.code = ltrim(p_hours, '!'));
	v_point int := 10080 + 2 * v_calendar + (p_hours like '!%')::int;
	v_all int4multirange := '{}';
	v_part text;
	p text[];
	v_from int;
	v_to int;
begin
	if v_calendar is not null then
		return int4multirange(int4range(v_point, v_point + 1));
	end if;
	foreach v_part in array regexp_split_to_array(p_hours, '\s*;\s*') loop
		p := regexp_match(v_part, '^([1-7])(?:-([1-7]))? +([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$');
		if p is null or p[1] > p[2] then
			return null;
		end if;
		v_from := p[3]::int * 60 + p[4]::int;
		v_to := coalesce(p[5]::int * 60 + p[6]::int, 1440);
		if v_to <= v_from then
			v_to := v_to + 1440;
		end if;
		for v_day in p[1]::int - 1 .. coalesce(p[2], p[1])::int - 1 loop
			v_all := v_all + int4multirange(int4range(v_day * 1440 + v_from, v_day * 1440 + v_to));
		end loop;
	end loop;
	-- What runs past Sunday is Monday's.
	return v_all * '{[0,10080)}' + coalesce((
		select range_agg(int4range(lower(r) - 10080, upper(r) - 10080)) from unnest(v_all * '{[10080,)}') r), '{}');
end $$;
