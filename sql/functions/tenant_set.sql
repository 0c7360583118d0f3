-- tenant_set: changes of a province what is not null; an administrator's act.  p_counted_from is a day, from
-- whose beginning on reports count in the figures, or `none`: all count.  p_hosts are its host names, divided
-- by commas, in place of those that it had, or `none`.  A new default takes the place of the old one.
-- p_second_factor counts from the next sign-in on: nobody's session ends.
-- Raises: PK422 unknown_tenant, unknown_desk, unknown_second_factor, not_a_day, host_taken
-- Writes: tenant, tenant_host
create or replace function pakn.tenant_set(p_code text, p_name text, p_hotline text, p_desk text,
	p_counted_from text, p_hosts text, p_default boolean, p_second_factor text)
returns void
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_code);
	v_hosts text[] := string_to_array(lower(regexp_replace(nullif(p_hosts, 'none'), '\s', '', 'g')), ',');
	v_desk int;
	v_from timestamptz;
begin
	if p_desk is not null then
		select a.agency_id into v_desk from pakn.agency a where a.tenant_id = v_tenant and a.code = p_desk;
		if not found then
			perform pakn.refuse(422, 'unknown_desk');
		end if;
	end if;
	if p_second_factor not in ('off', 'offered', 'required') then
		perform pakn.refuse(422, 'unknown_second_factor');
	end if;
	begin
		v_from := coalesce(nullif(p_counted_from, 'none')::date::timestamp at time zone 'Asia/Ho_Chi_Minh', '-infinity');
	exception when datetime_field_overflow or invalid_datetime_format then
		perform pakn.refuse(422, 'not_a_day');
	end;
	if p_default then
		update pakn.tenant t set is_default = false where t.is_default and t.tenant_id <> v_tenant;
	end if;
	update pakn.tenant t set name = coalesce(p_name, t.name), hotline = coalesce(p_hotline, t.hotline),
		desk_id = coalesce(v_desk, t.desk_id), is_default = t.is_default or coalesce(p_default, false),
		second_factor = coalesce(p_second_factor, t.second_factor),
		counted_from = case when p_counted_from is null then t.counted_from else v_from end
	where t.tenant_id = v_tenant;
	if p_hosts is null then
		return;
	end if;
	delete from pakn.tenant_host h where h.tenant_id = v_tenant;
	if exists (select from pakn.tenant_host h where h.host = any (v_hosts)) then
		perform pakn.refuse(422, 'host_taken');
	end if;
	insert into pakn.tenant_host select distinct h.host, v_tenant from unnest(v_hosts) h (host) where h.host <> '';
end $$;
