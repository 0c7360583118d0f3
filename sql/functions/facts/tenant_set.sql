-- tenant_set: changes of a province what is not null; an administrator's act.  p_counted_from is a day, from
-- whose beginning on reports count in the figures, or `none`: all count.  p_hosts are its host names, divided
-- by commas, in place of those that it had, or `none`.  A new default takes the place of the old one.
-- p_sender_days: for how long after closing it keeps who reported, or `none`: until somebody asks.
-- p_second_factor counts from the next sign-in on: nobody's session ends.
-- p_attachment_kinds: kinds of reports that need a file (site, procedure, business), divided by commas, or `none`.
-- Raises: PK422 unknown_tenant, unknown_desk, not_a_day, not_days, not_kinds, host_taken
-- Writes: tenant, tenant_host, admin_act
create or replace function pakn.tenant_set(p_code text, p_name text default null, p_hotline text default null,
	p_desk text default null, p_counted_from text default null, p_hosts text default null, p_default boolean default null,
	p_second_factor text default null, p_sender_days text default null, p_attachment_kinds text default null)
returns void
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_code);
	v_before jsonb := pakn.tenant_json(v_tenant);
	v_hosts text[] := string_to_array(lower(regexp_replace(nullif(p_hosts, 'none'), '\s', '', 'g')), ',');
	v_kinds text[] := string_to_array(regexp_replace(nullif(p_attachment_kinds, 'none'), '\s', '', 'g'), ',');
	v_desk int;
	v_from timestamptz;
begin
	perform pakn.facts_lock(v_tenant);
	if p_desk is not null then
		select a.agency_id into v_desk from pakn.agency a where a.tenant_id = v_tenant and a.code = p_desk;
		if not found then
			perform pakn.refuse(422, 'unknown_desk');
		end if;
	end if;
	if p_sender_days !~ '^([1-9][0-9]{0,4}|none)$' then
		perform pakn.refuse(422, 'not_days');
	end if;
	if not v_kinds <@ '{site,procedure,business}' then
		perform pakn.refuse(422, 'not_kinds');
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
		sender_days = case when p_sender_days is null then t.sender_days else nullif(p_sender_days, 'none')::int end,
		attachment_kinds = case when p_attachment_kinds is null then t.attachment_kinds else coalesce(v_kinds, '{}') end,
		counted_from = case when p_counted_from is null then t.counted_from else v_from end
	where t.tenant_id = v_tenant;
	if p_hosts is not null then
		delete from pakn.tenant_host h where h.tenant_id = v_tenant;
		if exists (select from pakn.tenant_host h where h.host = any (v_hosts)) then
			perform pakn.refuse(422, 'host_taken');
		end if;
		insert into pakn.tenant_host select distinct h.host, v_tenant from unnest(v_hosts) h (host) where h.host <> '';
	end if;
	perform pakn.admin_act_record(v_tenant, pakn.uuid_at(clock_timestamp(), 0), null, null, 'tenants', p_code, v_before,
		pakn.tenant_json(v_tenant));
end $$;
