-- api_key_set: records an API key by its digest; an administrator's act.  An importer's may date what it
-- enters back to p_dates_from; the parts of the growing tables from then on are made.
-- Raises: PK422 unknown tenant or channel, a role that no key may have, dates that it may not give
-- Writes: credential
create or replace function pakn.api_key_set(p_tenant_id int, p_digest bytea, p_api_key_id int, p_name text,
	p_scopes text[], p_channel text, p_role text default 'citizen_app', p_dates_from timestamptz default null)
returns void
language plpgsql
as $$
begin
	if not exists (select from pakn.channel c where c.code = p_channel and not c.by_staff) then
		perform pakn.refuse(422, 'unknown_channel');
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
	insert into pakn.credential (tenant_id, digest, kind, api_key_id, name, role, channel, scopes, dates_from)
	values (p_tenant_id, p_digest, 'k', p_api_key_id, p_name, p_role, p_channel, p_scopes, p_dates_from);
end $$;
