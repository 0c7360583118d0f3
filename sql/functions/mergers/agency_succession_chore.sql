-- agency_succession_chore: brings the due successions of all provinces on.  Answers how many cases were looked at.
-- Writes: as agency_succession_step
create or replace function pakn.agency_succession_chore(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t where t.merged_into is null order by 1 loop
		v_count := v_count + agency_succession_step(v_tenant, p_limit);
	end loop;
	return v_count;
end $$;
