-- tenant_merge_switch: the instant of a merger, in one transaction: from here on the successor answers for the old
-- province, which takes nothing in any more: it has no desk and no agency that holds, its accounts and credentials are
-- over.  Accounts go along with their passwords (authenticators do not: they are sealed for their province), keys of
-- apps and sessions of citizens with what they are; gateways need the keys of the seals: tenant_merge_gateway.
-- Writes: tenant_merge, tenant_merge_map, tenant, agency, staff, credential, agency_head, operation, admin_act
create or replace function pakn.tenant_merge_switch(p_old int)
returns void
language plpgsql
as $$
declare
	m pakn.tenant_merge;
begin
	select * into m from pakn.tenant_merge x where x.tenant_id = p_old for update;
	if m.switched_at is not null then
		return;
	end if;
	perform from pakn.tenant t where t.tenant_id in (p_old, m.into_id) order by t.tenant_id for no key update;
	perform pakn.facts_lock(m.into_id);
	insert into pakn.tenant_merge_map
	select p_old, w.noun, w.code, w.code
	from (select 'agencies' as noun, a.code from pakn.agency a where a.tenant_id = p_old
		union select 'areas', a.code from pakn.area a where a.tenant_id = p_old
		union select 'categories', c.code from pakn.category c where c.tenant_id = p_old
		union select 'accounts', s.username from pakn.staff s where s.tenant_id = p_old and s.active) w
	where w.noun = 'accounts' or pakn.tenant_merge_target(m.into_id, w.noun, w.code) is not null;
	insert into pakn.tenant_merge_map as k
	select p_old, g.noun, g.old_code, g.new_code from pakn.tenant_merge_read(m.given) g
	on conflict (tenant_id, noun, old_code) do update set new_code = excluded.new_code;
	insert into pakn.staff (tenant_id, username, name, role, agency_id, password_hash, must_change, password_until)
	select m.into_id, k.new_code, s.name, s.role, pakn.tenant_merge_id(p_old, m.into_id, 'agencies', s.agency_id), s.password_hash,
		s.must_change, s.password_until
	from pakn.staff s join pakn.tenant_merge_map k on k.tenant_id = p_old and k.noun = 'accounts' and k.old_code = s.username
	where s.tenant_id = p_old and s.active and k.new_code is not null;
	perform pakn.agency_head_follow(m.into_id, n.staff_id)
	from pakn.tenant_merge_map k join pakn.staff n on n.tenant_id = m.into_id and n.username = k.new_code
	where k.tenant_id = p_old and k.noun = 'accounts'
	order by n.created_at, n.staff_id;
	insert into pakn.credential select (c).*
	from (select jsonb_populate_record(x, jsonb_build_object('tenant_id', m.into_id)) as c
		from pakn.credential x
		where x.tenant_id = p_old and x.kind in ('k', 'c') and x.revoked_at is null and x.expires_at > now()) y
	on conflict do nothing;
	insert into pakn.operation select m.into_id, o.operation_id, o.body_hash, o.done_at, o.result
	from pakn.operation o where o.tenant_id = p_old
	on conflict do nothing;
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = p_old and c.revoked_at is null and c.kind <> 'g';
	update pakn.staff s set active = false where s.tenant_id = p_old;
	update pakn.agency_head h set valid_to = greatest(now(), h.valid_from + interval '1 microsecond')
	where h.tenant_id = p_old and h.valid_to > now();
	update pakn.agency a set valid_to = least(a.valid_to, current_date) where a.tenant_id = p_old;
	update pakn.tenant t set merged_into = m.into_id, desk_id = null, is_default = false where t.tenant_id = p_old;
	update pakn.tenant t set is_default = true where t.tenant_id = m.into_id
		and not exists (select from pakn.tenant x where x.is_default);
	update pakn.tenant_merge x set switched_at = now() where x.tenant_id = p_old;
	perform pakn.admin_act_by(t, null, 'tenants', 'merge', (select x.code from pakn.tenant x where x.tenant_id = p_old), null,
		jsonb_build_object('into', (select x.code from pakn.tenant x where x.tenant_id = m.into_id), 'at', m.at))
	from unnest(array[p_old, m.into_id]) t;
end $$;
