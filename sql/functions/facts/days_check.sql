-- days_check: whether a text is a number of days within bounds; null is.
-- Raises: PK422 not_days
create or replace function pakn.days_check(p_days text, p_least int, p_most int)
returns void
language plpgsql immutable
as $$
begin
	if not (case when p_days ~ '^[0-9]{1,4}$' then p_days::int between p_least and p_most else p_days is null end) then
		perform pakn.refuse(422, 'not_days');
	end if;
end $$;
