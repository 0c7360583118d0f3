-- leave_chore: hands over for those whose leave has begun.  Answers for how many.
-- Writes: as leave_hand_over
create or replace function pakn.leave_chore(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	l leave;
	v_tenant int;
	v_count int := 0;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		for l in select x.* from leave x
			where x.tenant_id = v_tenant and x.handed_over_at is null and x.valid_from <= now()
			order by x.valid_from
			limit p_limit
			for update skip locked
		loop
			-- Over before anybody looked: there is nothing left to hand over.
			if l.valid_to <= now() then
				update leave x set handed_over_at = now() where x.tenant_id = v_tenant and x.leave_id = l.leave_id;
			else
				perform leave_hand_over(l);
			end if;
			v_count := v_count + 1;
		end loop;
	end loop;
	return v_count;
end $$;
