-- duties_import: adds and changes who is on call for an agency, and until when, from the columns of a file; parameters and
-- answer as of categories_import.  Several may be at once: all are alerted.
-- Writes: duty, only where there is no problem at all
create or replace function pakn.duties_import(p_tenant int, p_lines int[], p_agencies text[], p_usernames text[],
	p_starts timestamptz[], p_ends timestamptz[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('starts_at', p_lines, array(
				select concat_ws(' ', a, n, s) from unnest(p_agencies, p_usernames, p_starts) g (a, n, s)))
			union all
			select * from pakn.import_unknown('agency_code', p_lines, p_agencies,
				array(select a.code from pakn.agency a where a.tenant_id = p_tenant))
			union all
			select * from pakn.import_unknown('username', p_lines, p_usernames,
				array(select s.username from pakn.staff s where s.tenant_id = p_tenant and s.active))
			union all
			select u.line, 'ends_at', 'not_after_field', '{starts_at}' from unnest(p_lines, p_starts, p_ends) u (line, s, e) where e <= s
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.duty as d (tenant_id, agency_id, staff_id, starts_at, ends_at)
			select p_tenant, a.agency_id, s.staff_id, g.starts_at, g.ends_at
			from unnest(p_agencies, p_usernames, p_starts, p_ends) g (agency, username, starts_at, ends_at)
				join pakn.agency a on a.tenant_id = p_tenant and a.code = g.agency
				join pakn.staff s on s.tenant_id = p_tenant and s.username = g.username
			on conflict (tenant_id, agency_id, starts_at, staff_id) do update set ends_at = excluded.ends_at
			where d.ends_at <> excluded.ends_at
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
