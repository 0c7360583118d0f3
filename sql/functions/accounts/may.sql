-- may: whether a role has a right.
-- In plpgsql, which keeps its plan: as a function in SQL it could not be inlined, for its subquery, and would be planned
-- anew in each statement.
create or replace function pakn.may(p_role text, p_right text)
returns boolean
language plpgsql stable
as $$
begin
	return exists (select from pakn.role_right rr where rr.role = p_role and rr.right_name = p_right);
end $$;
