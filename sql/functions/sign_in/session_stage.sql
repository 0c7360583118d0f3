-- session_stage: what a session of somebody still wants: a code of the authenticator (totp), another
-- password, an authenticator of their own (enrol), or nothing (full).
create or replace function pakn.session_stage(p_tenant int, p_staff_id int, p_proved boolean)
returns text
language sql stable
as $$
	select case
		when not p_proved and f.confirmed_at is not null and t.second_factor <> 'off' then 'totp'
		when s.must_change then 'password'
		when f.confirmed_at is null and r.second_factor and t.second_factor = 'required' then 'enrol'
		else 'full' end
	from pakn.staff s
		join pakn.tenant t on t.tenant_id = s.tenant_id
		join pakn.role r on r.role = s.role
		left join pakn.second_factor f on f.tenant_id = s.tenant_id and f.staff_id = s.staff_id
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id
$$;
