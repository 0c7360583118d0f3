-- queue_renew: has a claim last longer: all of it, or the named items.  What has run out is taken again, unless somebody else
-- has it by now; what is not answered is no longer the caller's.
-- Answers: 200 and the items that are still the claim's | PK401 PK403
-- Writes: work_item
create or replace function pakn.queue_renew(p_digest bytea, p_tenant int, p_claim uuid, p_ids uuid[], p_lease_seconds int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:claim');
	v_until timestamptz := now() + make_interval(secs => coalesce(p_lease_seconds, 900));
	v_items json;
begin
	with held as (
		update work_item w set lease_until = v_until
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id and w.claimed_by = who.staff_id and w.claim_id = p_claim
			and (w.assignee_id is null or w.assignee_id = who.staff_id)
			and (p_ids is null or w.report_id = any (p_ids))
		returning w.report_id, w.version, w.due_at
	)
	select coalesce(json_agg(json_build_object('id', h.report_id, 'version', h.version, 'lease_until', v_until)
		order by h.due_at, h.report_id), '[]')
	into v_items
	from held h;
	return (200, json_build_object('claim', p_claim, 'items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
