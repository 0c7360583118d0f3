-- queue_release: gives the caller's claims back: the named ones, those of a claim, or all.  They end now, as they would have
-- by themselves (queue_changed); whom a case was given to has it still.
-- Answers: 200 and how many | PK401 PK403
-- Writes: work_item
create or replace function pakn.queue_release(p_digest bytea, p_tenant int, p_ids uuid[], p_claim uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:claim');
	v_count int;
begin
	update work_item w set claimed_by = null, claim_id = null, lease_until = least(w.lease_until, now())
	where w.tenant_id = p_tenant and w.agency_id = who.agency_id and w.claimed_by = who.staff_id
		and (p_ids is null or w.report_id = any (p_ids)) and (p_claim is null or w.claim_id = p_claim);
	get diagnostics v_count = row_count;
	return (200, json_build_object('released', v_count)::text, null, null, null, null)::pakn.answer;
end $$;
