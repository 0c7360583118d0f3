-- agency_succession_people: gives the accounts of an agency to its heir.  They stay signed in, and what they have
-- claimed stays theirs.  Delegations go on there; who was in charge is so no more, and takes charge of the heir
-- where nobody is.  p_head: who is in charge there from now on; null: whoever is.  Answers the user names.
-- Writes: staff, agency_head, delegation, leave
create or replace function pakn.agency_succession_people(p_tenant int, p_agency_id int, p_heir_id int, p_head int)
returns jsonb
language plpgsql
as $$
declare
	v_people int[];
	v_head int := (select h.staff_id from pakn.agency_head h where h.tenant_id = p_tenant and h.agency_id = p_agency_id
		and h.valid_from <= now() and now() < h.valid_to);
begin
	with moved as (
		update pakn.staff s set agency_id = p_heir_id
		where s.tenant_id = p_tenant and s.agency_id = p_agency_id
		returning s.staff_id
	)
	select coalesce(array_agg(m.staff_id order by m.staff_id = v_head desc, m.staff_id), '{}') into v_people from moved m;
	insert into pakn.delegation (tenant_id, delegation_id, agency_id, head_id, deputy_id, valid_from, valid_to)
	select p_tenant, gen_random_uuid(), p_heir_id, d.head_id, d.deputy_id, greatest(d.valid_from, now()), d.valid_to
	from pakn.delegation d
	where d.tenant_id = p_tenant and d.agency_id = p_agency_id and d.valid_to > greatest(d.valid_from, now());
	-- The one in charge first: of several heads it is they who take charge.
	for i in 1 .. cardinality(v_people) loop
		perform pakn.account_follow(p_tenant, v_people[i]);
	end loop;
	if p_head is not null then
		perform pakn.agency_head_set(p_tenant, p_head, now());
	end if;
	return (select coalesce(jsonb_agg(s.username order by s.username), '[]')
		from pakn.staff s where s.tenant_id = p_tenant and s.staff_id = any (v_people));
end $$;
