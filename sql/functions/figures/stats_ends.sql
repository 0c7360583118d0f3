-- stats_ends: until when a period that ends at p_to is read: nothing has come in, nor happened, after now, so that one that ends later may
-- as well end with the year, which is one row of the rollups a thing.
create or replace function pakn.stats_ends(p_to timestamptz)
returns timestamptz
language sql stable
as $$
	select case when p_to <= now() then p_to
		else date_trunc('year', date_trunc('year', greatest(p_to - interval '1 hour', now()), 'Asia/Ho_Chi_Minh') + interval '370 days', 'Asia/Ho_Chi_Minh') end
$$;
