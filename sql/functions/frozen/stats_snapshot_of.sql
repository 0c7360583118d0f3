-- stats_snapshot_of: a frozen month by its number.
-- Raises: PK404
create or replace function pakn.stats_snapshot_of(p_tenant int, p_number int)
returns pakn.stats_snapshot
language plpgsql stable
as $$
declare
	s pakn.stats_snapshot;
begin
	select * into s from pakn.stats_snapshot x where x.tenant_id = p_tenant and x.number = p_number;
	if not found then
		perform pakn.refuse(404, 'not_there');
	end if;
	return s;
end $$;
