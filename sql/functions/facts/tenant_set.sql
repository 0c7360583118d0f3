-- tenant_set: changes of a province what is not null; an administrator's act.  p_counted_from is a day, from
-- whose beginning on reports count in the figures, or `none`: all count.  p_hosts are its host names, divided
-- by commas, in place of those that it had, or `none`.  A new default takes the place of the old one.
-- p_sender_days: for how long after closing it keeps who reported, or `none`: until somebody asks.
-- p_second_factor counts from the next sign-in on: nobody's session ends.
-- p_attachment_kinds: kinds of reports that need a file (site, procedure, business), divided by commas, or `none`.
-- p_handover_limit: how often agencies may hand a report over before only the desk does.
-- p_accept_minutes: of working time, after which what nobody accepted goes back to the desk, or `none`: never.
-- p_rating_days, p_rating_change_days: for how long after the end a sender may rate, and after that change it; p_reopen_days: say that it
-- is not solved; p_archive_days: after which it is archived, or `none`: never; p_link_days: for how long a link to handle a case is good.
-- p_flags_remove: how many have to flag something public until it is taken away before the desk decides, or `none`: the desk
-- alone does.
-- p_freeze_after: how many days after its end a month is frozen by itself (stats_freeze_chore), or `none`: by hand.
-- p_cutoff_day, p_cutoff_hour: where its months end (stats_period): the day, 1 to 28, and the hour.
-- What is not counted any more, or again, takes the rollups of what was handled with it (stat_rebuild).
-- Raises: PK422 unknown_tenant, unknown_desk, not_a_day, not_days, not_kinds, not_a_limit, not_minutes, not_flags, not_a_cutoff, host_taken
-- Writes: tenant, tenant_host, admin_act, and as stat_rebuild
create or replace function pakn.tenant_set(p_code text, p_name text default null, p_hotline text default null,
	p_desk text default null, p_counted_from text default null, p_hosts text default null, p_default boolean default null,
	p_second_factor text default null, p_sender_days text default null, p_attachment_kinds text default null,
	p_handover_limit text default null, p_accept_minutes text default null, p_rating_days text default null,
	p_rating_change_days text default null, p_reopen_days text default null, p_archive_days text default null, p_link_days text default null,
	p_flags_remove text default null, p_freeze_after text default null, p_cutoff_day text default null, p_cutoff_hour text default null)
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
		select a.agency_id into v_desk from pakn.agency a
		where a.tenant_id = v_tenant and a.code = p_desk and a.valid_from <= current_date and a.valid_to = 'infinity';
		if not found then
			perform pakn.refuse(422, 'unknown_desk');
		end if;
	end if;
	if p_sender_days !~ '^([1-9][0-9]{0,4}|none)$' then
		perform pakn.refuse(422, 'not_days');
	end if;
	perform pakn.days_check(d.days, d.least, d.most)
	from (values (p_rating_days, 1, 3650), (p_rating_change_days, 0, 3650), (p_reopen_days, 1, 3650),
		(nullif(p_archive_days, 'none'), 1, 3650), (p_link_days, 1, 365), (nullif(p_freeze_after, 'none'), 1, 365)) d (days, least, most);
	if not v_kinds <@ '{site,procedure,business}' then
		perform pakn.refuse(422, 'not_kinds');
	end if;
	if p_handover_limit !~ '^([1-9][0-9]?|100)$' then
		perform pakn.refuse(422, 'not_a_limit');
	end if;
	if p_accept_minutes !~ '^([1-9][0-9]{0,5}|none)$' then
		perform pakn.refuse(422, 'not_minutes');
	end if;
	if p_flags_remove !~ '^([1-9][0-9]{0,2}|1000|none)$' then
		perform pakn.refuse(422, 'not_flags');
	end if;
	if p_cutoff_day !~ '^([1-9]|1[0-9]|2[0-8])$' or p_cutoff_hour !~ '^(1?[0-9]|2[0-3])$' then
		perform pakn.refuse(422, 'not_a_cutoff');
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
		handover_limit = coalesce(p_handover_limit::int, t.handover_limit),
		accept_minutes = case when p_accept_minutes is null then t.accept_minutes else nullif(p_accept_minutes, 'none')::int end,
		rating_days = coalesce(p_rating_days::int, t.rating_days), rating_change_days = coalesce(p_rating_change_days::int, t.rating_change_days),
		reopen_days = coalesce(p_reopen_days::int, t.reopen_days), link_days = coalesce(p_link_days::int, t.link_days),
		archive_days = case when p_archive_days is null then t.archive_days else nullif(p_archive_days, 'none')::int end,
		flags_remove = case when p_flags_remove is null then t.flags_remove else nullif(p_flags_remove, 'none')::int end,
		freeze_after_days = case when p_freeze_after is null then t.freeze_after_days else nullif(p_freeze_after, 'none')::int end,
		cutoff_day = coalesce(p_cutoff_day::int, t.cutoff_day), cutoff_hour = coalesce(p_cutoff_hour::int, t.cutoff_hour),
		counted_from = case when p_counted_from is null then t.counted_from else v_from end
	where t.tenant_id = v_tenant;
	if p_counted_from is not null and v_from <> coalesce((v_before->>'counted_from')::timestamptz, '-infinity') then
		perform pakn.stat_rebuild(v_tenant, false);
	end if;
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
