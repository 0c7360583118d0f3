-- oldest-binary: 0.1
-- 0007 administration: who may change a province's facts through the interface, and who did.

insert into pakn.role_right values ('admin', 'admin:read'), ('admin', 'admin:write');

-- What was changed, append-only.  Without staff and API key: by the command line.
create table pakn.admin_act (
	tenant_id  int not null,
	act_id     uuid not null,
	at         timestamptz not null,
	staff_id   int,
	api_key_id int,
	noun       text not null,
	key        text,                         -- null: a whole file
	before     jsonb,                        -- null: it was not there
	after      jsonb,                        -- null: it is no longer there
	primary key (tenant_id, act_id)
);
create index admin_act_key on pakn.admin_act (tenant_id, noun, key, act_id);

-- The imports answer by field and code now, and take the province's number: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p
		where p.pronamespace = 'pakn'::regnamespace
			and p.proname in ('areas_import', 'agencies_import', 'categories_import', 'rules_import', 'holidays_import',
				'areas_problems', 'rules_overlaps', 'import_period', 'import_twice', 'import_unknown', 'area_boundary_set')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
