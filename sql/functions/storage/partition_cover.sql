-- partition_cover: makes the monthly parts in which something of these instants will lie, but for the future's.
create or replace function pakn.partition_cover(p_instants timestamptz[])
returns void
language plpgsql
as $$
begin
	perform pakn.partition_ensure(m.month, m.month + interval '1 day')
	from (select distinct date_trunc('month', i.at, 'Asia/Ho_Chi_Minh') as month
		from unnest(p_instants) i (at) where i.at <= now()) m;
end $$;
