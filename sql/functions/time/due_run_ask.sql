-- due_run_ask: has the deadlines of all open reports of a province found again, since a calendar or a class changed.
-- Writes: due_run
create or replace function pakn.due_run_ask(p_tenant int)
returns void
language sql volatile
as $$
	insert into pakn.due_run as d (tenant_id, changed_at) values (p_tenant, clock_timestamp())
	on conflict (tenant_id) do update set changed_at = excluded.changed_at, begun_at = null, after = null, runs = 0
$$;
