-- moments_full: whether every instant is of some of these moments (hours_read): all minutes of the week, or both sides
-- of one calendar.
create or replace function pakn.moments_full(p_moments int4multirange)
returns boolean
language plpgsql immutable strict
as $$
begin
	return p_moments @> '[0,10080)'::int4range or exists (
		select from unnest(p_moments * '{[10080,)}') r
		where upper(r) is null or (lower(r) + 1) / 2 * 2 + 2 <= upper(r));
end $$;
