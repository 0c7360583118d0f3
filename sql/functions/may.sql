-- may: whether a role has a right.
create or replace function pakn.may(p_role text, p_right text)
returns boolean
language sql stable
as $$
	select exists (select from pakn.role_right rr where rr.role = p_role and rr.right_name = p_right)
$$;
