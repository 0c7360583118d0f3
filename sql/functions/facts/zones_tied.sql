-- zones_tied: what is wrong with zones as they lie: two rules, of the version in force or one that waits, that could now
-- decide one report with equal right.  The caller undoes what brought it about.
create or replace function pakn.zones_tied(p_tenant int)
returns table (field text, code text, names text[])
language plpgsql stable
as $$
begin
	return query
		select 'geometry', 'zones_tie', array[t.rule_id, t.other_id]::text[]
		from pakn.rules_tied(p_tenant, coalesce((select max(v.version) from pakn.routing_version v
			where v.tenant_id = p_tenant and v.effective_at <= now()), 0)) t
		limit 1;
end $$;
