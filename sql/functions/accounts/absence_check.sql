-- absence_check: raises what is wrong with the time of a delegation or leave.
create or replace function pakn.absence_check(p_from timestamptz, p_until timestamptz)
returns void
language plpgsql stable
as $$
begin
	if p_from < now() - interval '1 minute' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/from', 'in_the_past'));
	elsif p_until <= greatest(p_from, now()) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/until', 'not_after_from'));
	elsif p_until > p_from + interval '1 year' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/until', 'longer_than_a_year'));
	end if;
end $$;
