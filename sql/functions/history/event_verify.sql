-- event_verify: recomputes the chain of a tenant; answers the first number that does not fit (history_check), or null.
create or replace function pakn.event_verify(p_tenant int)
returns bigint
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_found record;
	v_seq bigint := 0;
	v_hash bytea := history_root(p_tenant);
begin
	loop
		select * into v_found from history_check(p_tenant, v_seq, v_hash, 10000);
		if v_found.fault is not null or v_found.ended then
			return v_found.bad_seq;
		end if;
		v_seq := v_found.seq;
		v_hash := v_found.hash;
	end loop;
end $$;
