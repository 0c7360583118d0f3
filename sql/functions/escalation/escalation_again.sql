-- escalation_again: has the next steps of a province's open cases found again, since a ladder changed.
-- Writes: escalation
create or replace function pakn.escalation_again(p_tenant int)
returns void
language sql volatile
as $$
	update pakn.escalation e set next_at = now()
	where e.tenant_id = p_tenant and e.next_at > now()
$$;
