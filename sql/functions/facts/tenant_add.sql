-- tenant_add: makes a province with the usual hours and deadlines, ready for `pakn import`; an administrator's
-- act.  Its office calendar reaches five years back, for history that is imported.  The first province is
-- the default one.  Answers its number.
-- Raises: PK422 tenant_taken, number_taken, host_taken
-- Writes: tenant, tenant_host, calendar, office_hours, working_block, deadline, admin_act
create or replace function pakn.tenant_add(p_code text, p_name text, p_number int, p_hosts text, p_default boolean)
returns int
language plpgsql
as $$
declare
	v_tenant int;
	v_year date := date_trunc('year', current_date);
begin
	lock table pakn.tenant in share row exclusive mode;
	select coalesce(p_number, max(t.tenant_id) + 1, 1) into v_tenant from pakn.tenant t;
	if exists (select from pakn.tenant t where t.code = p_code) then
		perform pakn.refuse(422, 'tenant_taken');
	elsif exists (select from pakn.tenant t where t.tenant_id = v_tenant) then
		perform pakn.refuse(422, 'number_taken');
	end if;
	insert into pakn.tenant (tenant_id, code, name) values (v_tenant, p_code, p_name);
	perform pakn.calendars_usual(v_tenant);
	insert into pakn.office_hours
	select v_tenant, 1, day, h.starts, h.ends
	from generate_series(1, 5) day, (values (time '07:30', time '11:30'), ('13:00', '16:30')) h (starts, ends);
	insert into pakn.office_hours select v_tenant, 2, day, '00:00', '24:00' from generate_series(1, 7) day;
	perform pakn.calendar_build(v_tenant, c, (v_year - interval '5 years')::date, (v_year + interval '10 years - 1 day')::date)
	from generate_series(1, 2) c;
	insert into pakn.deadline
	select v_tenant, d.class, d.stage, d.unit, d.amount, d.calendar, null
	from (values
		('normal', 'sort',   'working_minutes', 480, 1), ('normal', 'accept', 'working_days', 1, 1),
		('normal', 'answer', 'working_days',      7, 1), ('normal', 'wait', 'working_days',     5, 1),
		('urgent', 'sort',   'hours',             1, 2), ('urgent', 'accept', 'hours',        2, 2),
		('urgent', 'answer', 'hours',            24, 2), ('urgent', 'wait', 'hours',           24, 2),
		('long',   'sort',   'working_minutes', 480, 1), ('long',   'accept', 'working_days', 1, 1),
		('long',   'answer', 'working_days',     20, 1), ('long',   'wait', 'working_days',    10, 1)) d (class, stage, unit, amount, calendar);
	-- Before the first report: one that comes earlier lies in the rest partition and blocks its month.
	perform pakn.partition_chore();
	perform pakn.admin_act_by(v_tenant, null, 'tenants', 'add', p_code, null, pakn.tenant_json(v_tenant));
	perform pakn.tenant_set(p_code, p_hosts => p_hosts,
		p_default => p_default or not exists (select from pakn.tenant t where t.is_default));
	return v_tenant;
end $$;
