-- tenant_merge_record: checks a merger and records it; p_try: only checks.  The same again changes nothing; until it
-- has begun, another day or mapping takes the place of the first.  Answers the merger.
-- Raises: PK422 unknown_tenant, same_tenant, merges_itself, no_desk, merge_problems | PK409 merged_already
-- Writes: tenant_merge, admin_act
create or replace function pakn.tenant_merge_record(p_old text, p_into text, p_at date, p_map text, p_try boolean)
returns pakn.tenant_merge
language plpgsql
as $$
declare
	v_old int := pakn.tenant_named(p_old);
	v_into int := pakn.tenant_named(p_into);
	m pakn.tenant_merge;
begin
	perform from pakn.tenant t where t.tenant_id in (v_old, v_into) order by t.tenant_id for no key update;
	select * into m from pakn.tenant_merge x where x.tenant_id = v_old;
	if m.codes_to <> '' or m.switched_at is not null then
		if m.into_id <> v_into then
			perform pakn.refuse(409, 'merged_already');
		end if;
		return m;
	end if;
	if v_old = v_into then
		perform pakn.refuse(422, 'same_tenant');
	elsif exists (select from pakn.tenant_merge x where x.tenant_id = v_into or x.into_id = v_old and x.done_at is null) then
		perform pakn.refuse(422, 'merges_itself');
	elsif (select t.desk_id from pakn.tenant t where t.tenant_id = v_into) is null then
		perform pakn.refuse(422, 'no_desk');
	elsif exists (select from pakn.tenant_merge_problems(v_old, v_into, p_map)) then
		perform pakn.refuse(422, 'merge_problems');
	elsif p_try then
		return (v_old, v_into, p_at, p_map, null, '', null, null, 0, null, null)::pakn.tenant_merge;
	end if;
	if (m.into_id, m.at, m.given) is distinct from (v_into, p_at, coalesce(p_map, '')) then
		insert into pakn.tenant_merge as x (tenant_id, into_id, at, given) values (v_old, v_into, p_at, coalesce(p_map, ''))
		on conflict (tenant_id) do update set into_id = excluded.into_id, at = excluded.at, given = excluded.given
		returning * into m;
		perform pakn.admin_act_by(t, null, 'tenants', 'merge-plan', p_old, null, jsonb_build_object('into', p_into, 'at', p_at))
		from unnest(array[v_old, v_into]) t;
	end if;
	return m;
end $$;
