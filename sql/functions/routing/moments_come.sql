-- moments_come: whether some instant of a period is of these moments (hours_read).  That a calendar has no working time, or
-- no other, in its first fortnight or at all, is told; of what lies beyond the end of calendars nobody knows.
create or replace function pakn.moments_come(p_tenant int, p_moments int4multirange, p_period tstzrange)
returns boolean
language plpgsql stable
as $$
declare
	c_all constant int4multirange := '{(,)}';
	v_calendar int := (lower(p_moments) - 10080) / 2;
	v_first tstzrange := p_period * tstzrange(lower(p_period), lower(p_period) + interval '14 days');
begin
	if p_moments = c_all then
		return true;
	elsif lower(p_moments) < 10080 then
		return upper(v_first) - lower(v_first) >= interval '7 days' or exists (
			select from generate_series(date_trunc('minute', lower(v_first)), upper(v_first) - interval '1 microsecond', interval '1 minute') m
			where p_moments @> floor(extract(epoch from m at time zone 'Asia/Ho_Chi_Minh'
				- date_trunc('week', m at time zone 'Asia/Ho_Chi_Minh')) / 60)::int);
	elsif lower(p_moments) % 2 = 0 then
		return exists (select from pakn.working_block b where b.tenant_id = p_tenant and b.calendar_id = v_calendar
			and b.starts_at < upper(p_period) and b.ends_at > lower(p_period));
	end if;
	return not coalesce((select range_agg(tstzrange(b.starts_at, b.ends_at)) @> v_first
		from pakn.working_block b where b.tenant_id = p_tenant and b.calendar_id = v_calendar
			and b.starts_at < upper(v_first) and b.ends_at > lower(v_first)), false);
end $$;
