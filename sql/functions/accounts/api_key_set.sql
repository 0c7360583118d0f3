-- api_key_set: records an API key by its digest; an administrator's act.  Without scopes it gets those that its
-- role needs.  An importer's may date what it enters back to p_dates_from; the parts of the growing tables from
-- then on are made.  One with p_staff_id has the role and the agency of that account instead of a role of its own.  The same
-- digest again is the same key.
-- Raises: PK422 unknown scope or channel, a role that no key may have, dates that it may not give
-- Writes: credential
create or replace function pakn.api_key_set(p_tenant_id int, p_digest bytea, p_api_key_id int, p_name text,
	p_scopes text[], p_channel text, p_role text default 'citizen_app', p_dates_from timestamptz default null,
	p_expires_at timestamptz default null, p_prefix text default null, p_staff_id int default null)
returns pakn.credential
language plpgsql
as $$
declare
	v_key pakn.credential;
begin
	if not exists (select from pakn.channel c where c.code = p_channel and not c.by_staff) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/channel', 'unknown_channel'));
	elsif not p_scopes <@ array(select sr.scope from pakn.scope_right sr) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/scopes', 'unknown_scope'));
	end if;
	if p_role not in ('citizen_app', 'importer') then
		perform pakn.refuse(422, 'no_role_of_keys');
	end if;
	if (p_role = 'importer') <> (p_dates_from is not null) then
		perform pakn.refuse(422, 'importers_alone_have_dates');
	end if;
	-- The bound of twenty years: each month is a part of two tables.
	if p_dates_from not between now() - interval '20 years' and now() then
		perform pakn.refuse(422, 'dates_from_out_of_bounds');
	end if;
	if p_dates_from is not null then
		perform pakn.partition_ensure(p_dates_from, now());
	end if;
	insert into pakn.credential (tenant_id, digest, kind, api_key_id, prefix, name, role, channel, scopes, dates_from,
		expires_at, staff_id)
	values (p_tenant_id, p_digest, 'k', p_api_key_id,
		coalesce(p_prefix, concat_ws('_', 'pkk', p_tenant_id, p_api_key_id)), p_name, p_role, p_channel,
		coalesce(p_scopes, case p_role when 'importer' then '{reports:write,cases:read,cases:write}'
			else '{reports:write}' end::text[]), p_dates_from, coalesce(p_expires_at, 'infinity'), p_staff_id)
	on conflict (tenant_id, digest) do update set name = excluded.name
	returning * into v_key;
	return v_key;
end $$;
