-- case_dated_check: raises where an action may not be dated and done in another's role as it is asked
-- for: only an importer may, and must say both, within the time that the key allows.
-- Raises: PK403 another role | PK422 a field that is missing, in the future or too long ago
create or replace function pakn.case_dated_check(p_digest bytea, p_tenant int, p_role text, p_at timestamptz, p_as text)
returns void
language plpgsql stable
as $$
declare
	v_importer boolean := pakn.may(p_role, 'case:act_as');
	v_code text := case
		when p_at > now() then 'in_future'
		when (p_at >= pakn.dates_from(p_digest, p_tenant)) is not true then 'before_dates_from'
	end;
begin
	if not v_importer and (p_at is not null or p_as is not null) then
		perform pakn.refuse(403, 'forbidden',
			pakn.field_error(case when p_at is not null then '/at' else '/as' end, 'importer_only'));
	end if;
	if v_importer and (p_at is null or p_as is null) then
		perform pakn.refuse(422, 'invalid',
			pakn.field_error(case when p_at is null then '/at' else '/as' end, 'required'));
	end if;
	if v_importer and v_code is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/at', v_code));
	end if;
end $$;
