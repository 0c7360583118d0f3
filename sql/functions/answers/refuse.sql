-- refuse: raises an expected refusal.  SQLSTATE PKnnn carries the HTTP status, the message is the
-- problem's code, the detail further members of the problem document.
create or replace function pakn.refuse(p_status int, p_code text, p_members jsonb default '{}')
returns void
language plpgsql
as $$
begin
	raise exception using errcode = 'PK' || p_status, message = p_code, detail = p_members::text;
end $$;
