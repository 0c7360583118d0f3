-- stats_time_of: the span of time that a code means in a table grouped by times (stats_group); null of any other group, or no such code.
-- Months, and what is longer, begin at the province's cut-off (stats_period).
create or replace function pakn.stats_time_of(p_tenant int, p_group text, p_code text, out first timestamptz, out until timestamptz)
language plpgsql stable
as $$
declare
	v_format text := case p_group when 'hour' then 'YYYY-MM-DD"T"HH24' when 'day' then 'YYYY-MM-DD' when 'week' then 'IYYY-"W"IW' end;
begin
	if v_format is not null then
		first := to_timestamp(p_code, v_format)::timestamp at time zone 'Asia/Ho_Chi_Minh';
		until := (to_timestamp(p_code, v_format)::timestamp + ('1 ' || p_group)::interval) at time zone 'Asia/Ho_Chi_Minh';
	elsif pakn.stats_is_time(p_group) then
		select coalesce(p.first, 'infinity'), coalesce(p.until, 'infinity') into first, until from pakn.stats_period(p_tenant, p_code) p;
	end if;
exception when data_exception then
	first := 'infinity';
	until := 'infinity';
end $$;
