-- rules_try_begin: lets the newest version of the rules be the only one there ever was, and makes the temporary tables
-- tried (what it decides otherwise) and tried_sum.  The caller undoes all of it.
-- Writes: routing_version, tried, tried_sum
create or replace function pakn.rules_try_begin(p_tenant int)
returns void
language plpgsql
as $$
begin
	update pakn.routing_version v set effective_at = case when v.version = (
			select max(n.version) from pakn.routing_version n where n.tenant_id = p_tenant and n.effective_at < 'infinity')
		then '-infinity'::timestamptz else 'infinity' end
	where v.tenant_id = p_tenant;
	analyze pakn.routing_rule;
	create temp table tried (place bigint generated always as identity primary key, report_id uuid not null, code text not null,
		received_at timestamptz not null, category_id int not null, area_id int not null, old_agency int not null, old_rule int,
		new_agency int not null, new_rule int) on commit drop;
	create temp table tried_sum (asked bigint, same bigint, not_by_rules bigint, guessed bigint) on commit drop;
end $$;
