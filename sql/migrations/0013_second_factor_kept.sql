-- oldest-binary: 0.1
-- 0013 second_factor_kept: a province that signed in by password alone goes on doing so until it decides.

-- 0009 gave every province the default of new ones.  Where nobody has an authenticator yet, people and their
-- programs would all have met the demand on the morning after an update.
update pakn.tenant t set second_factor = 'offered'
where t.second_factor = 'required'
	and exists (select from pakn.staff s join pakn.role r on r.role = s.role
		where s.tenant_id = t.tenant_id and s.active and r.second_factor)
	and not exists (select from pakn.second_factor f where f.tenant_id = t.tenant_id and f.confirmed_at is not null);

-- It takes the second factor now: the one of before goes.
drop function if exists pakn.tenant_set(text, text, text, text, text, text, boolean);
