-- oldest-binary: 0.1
-- 0012 audit: every act of an administrator is on record, also those by the command line.

alter table pakn.admin_act
	add action        text,                  -- null: of before this migration
	add command       text,                  -- by the command line: the program, as it names itself
	add database_role text;                  -- and as whom it was connected

-- Accounts that nobody uses are found (`pakn doctor`); dead sessions are swept.
alter table pakn.staff add signed_in_at timestamptz;
update pakn.staff s set signed_in_at = (select max(c.seen_at) from pakn.credential c
	where c.tenant_id = s.tenant_id and c.staff_id = s.staff_id);

insert into pakn.role_right values ('admin', 'admin:acts'), ('supervisor', 'admin:acts');

-- These take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace and p.proname in ('tenant_set', 'factor_begin', 'factor_secret')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
