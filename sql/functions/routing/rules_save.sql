-- rules_save: makes a version of the rules: what import_given (rules_given) has is added or replaces what has its
-- number, all else stays as it is; where the file is the whole set, all else ends.
-- Answers the new version, null where nothing is other than it was.  Ties are for the caller to look for
-- (rules_tied).  Without a time it takes effect at once; the first version of a province holds from ever.
-- Raises: PK409 later_version_waits | PK422 effective_at in_the_past
-- Writes: routing_version, routing_rule
create or replace function pakn.rules_save(p_tenant int, p_whole boolean, p_note text, p_effective_at timestamptz,
	p_staff_id int, p_api_key_id int, p_restores int default null)
returns int
language plpgsql
as $$
#variable_conflict use_column
declare
	c_open constant int := 2147483647;
	v_last record;
	v_version int := (select coalesce(max(v.version), 0) + 1 from pakn.routing_version v where v.tenant_id = p_tenant);
	v_effective_at timestamptz;
	v_count int;
	v_ended int;
begin
	select v.version, v.effective_at into v_last from pakn.routing_version v
	where v.tenant_id = p_tenant and v.effective_at < 'infinity'
	order by v.version desc
	limit 1;
	-- Who waited for another writer may have begun before what that one saved took effect.
	v_effective_at := coalesce(p_effective_at, case
		when v_last.version is null then '-infinity'
		when v_last.effective_at <= clock_timestamp() then greatest(now(), v_last.effective_at)
		else now() end);
	if p_effective_at < now() or p_effective_at = 'infinity' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/effective_at', 'in_the_past'));
	elsif v_last.effective_at > v_effective_at then
		perform pakn.refuse(409, 'later_version_waits', jsonb_build_object('version', v_last.version,
			'effective_at', v_last.effective_at));
	end if;
	set constraints pakn.routing_rule_tie deferred;
	update pakn.routing_rule r set version_to = v_version
	where r.tenant_id = p_tenant and r.version_to = c_open
		and case when exists (select from import_given g where g.rule_id = r.rule_id) then not exists (
			select from import_given g where g.rule_id = r.rule_id
				and (g.category_id, g.place, g.area_id, g.zone_id, g.senders, g.hours, g.moments, g.priority, g.agency_id,
					g.coordinating, g.reason, g.urgency, g.deadline_class, g.valid_from, g.valid_to)
				is not distinct from (r.category_id, r.place, r.area_id, r.zone_id, r.senders, r.hours, r.moments, r.priority,
					r.agency_id, r.coordinating, r.reason, r.urgency, r.deadline_class, r.valid_from, r.valid_to))
			else p_whole end;
	get diagnostics v_ended = row_count;
	insert into pakn.routing_rule (tenant_id, rule_id, version_from, category_id, place, area_id, zone_id, senders, hours,
		moments, priority, agency_id, coordinating, reason, urgency, deadline_class, valid_from, valid_to)
	select p_tenant, g.rule_id, v_version, g.category_id, g.place, g.area_id, g.zone_id, g.senders, g.hours,
		g.moments, g.priority, g.agency_id, g.coordinating, g.reason, g.urgency, g.deadline_class, g.valid_from, g.valid_to
	from import_given g
	where not exists (select from pakn.routing_rule r where r.tenant_id = p_tenant and r.rule_id = g.rule_id and r.version_to = c_open);
	get diagnostics v_count = row_count;
	if v_count + v_ended = 0 then
		return null;
	end if;
	insert into pakn.routing_version (tenant_id, version, saved_at, effective_at, staff_id, api_key_id, command, database_role,
		note, restores, by_parents, by_zones, by_senders, by_hours)
	select p_tenant, v_version, now(), v_effective_at, p_staff_id, p_api_key_id,
		case when by_command then current_setting('application_name') end, case when by_command then session_user end,
		p_note, p_restores, coalesce(bool_or(r.place in (1, 2)), false), coalesce(bool_or(r.zone_id > 0), false),
		coalesce(bool_or(r.weight & 2 > 0), false), coalesce(bool_or(r.weight & 1 > 0), false)
	from (select num_nonnulls(p_staff_id, p_api_key_id) = 0 as by_command) x
		left join pakn.routing_rule r on r.tenant_id = p_tenant and r.version_to = c_open
	group by by_command;
	return v_version;
end $$;
