-- rules_version_at: the version of the rules in force at a time; 0: the province had none.
create or replace function pakn.rules_version_at(p_tenant int, p_at timestamptz)
returns int
language plpgsql stable
as $$
begin
	return coalesce((select v.version from pakn.routing_version v
		where v.tenant_id = p_tenant and v.effective_at <= p_at
		order by v.effective_at desc, v.version desc
		limit 1), 0);
end $$;
