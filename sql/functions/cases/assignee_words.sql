-- assignee_words: to whom a case is given, in words for its history.
create or replace function pakn.assignee_words(p_tenant int, p_staff_id int, p_reason text)
returns text
language plpgsql stable
as $$
begin
	return concat_ws(' ', (select format('Giao %s (%s).', s.name, s.username) from pakn.staff s
		where s.tenant_id = p_tenant and s.staff_id = p_staff_id), p_reason);
end $$;
