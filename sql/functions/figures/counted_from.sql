-- counted_from: where the counting of a period begins: what a province received before its counted_from (a full
-- hour) counts in no figure, whenever that was set.  Written to be inlined.
create or replace function pakn.counted_from(p_tenant int, p_from timestamptz)
returns timestamptz
language sql stable
as $$
	select greatest(p_from, (select t.counted_from from pakn.tenant t where t.tenant_id = p_tenant))
$$;
