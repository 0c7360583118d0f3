-- tenant_merge_person_note: notes that a hash of the old province is another one in the successor: a citizen's
-- session goes on as that person.
-- Writes: tenant_merge_person, credential
create or replace function pakn.tenant_merge_person_note(p_old int, p_into int, p_was bytea, p_person bytea)
returns void
language plpgsql
as $$
begin
	if p_was is null or p_person is null then
		return;
	end if;
	insert into pakn.tenant_merge_person values (p_into, p_person, p_old, p_was) on conflict do nothing;
	if found then
		update pakn.credential c set person = p_person
		where c.tenant_id = p_into and c.kind = 'c' and c.person = p_was;
	end if;
end $$;
