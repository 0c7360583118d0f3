-- queue_claim: takes up to p_limit unclaimed items of the caller's agency for the caller, nearest
-- deadline first; never one that somebody else takes at the same moment.
-- Answers: 200 and the items | PK401 PK403 | PK422 the operation id with another body
-- Writes: work_item, operation
create or replace function pakn.queue_claim(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_limit int, p_lease_seconds int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:claim');
	v_until timestamptz := now() + make_interval(secs => coalesce(p_lease_seconds, 900));
	v_items json;
	v_answer pakn.answer;
begin
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	with free as (
		select w.report_id, w.agency_id
		from work_item w
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id
			and (w.lease_until is null or w.lease_until <= now())
		order by w.due_at, w.report_id
		limit coalesce(p_limit, 1)
		for update skip locked
	), taken as (
		update work_item w set claimed_by = who.staff_id, lease_until = v_until
		from free f
		where w.tenant_id = p_tenant and w.report_id = f.report_id and w.agency_id = f.agency_id
		returning w.report_id, w.due_at
	)
	select coalesce(json_agg(json_build_object('id', r.report_id, 'code', r.code, 'status', r.status,
		'version', r.version, 'due_at', r.due_at, 'lease_until', v_until) order by t.due_at, t.report_id), '[]')
	into v_items
	from taken t join report r on r.tenant_id = p_tenant and r.report_id = t.report_id;
	v_answer := (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
