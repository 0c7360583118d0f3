-- queue_claim: takes up to p_limit unclaimed items of the caller's agency for the caller, nearest deadline first, or of
-- p_ids those that are; never one that somebody else takes at the same moment, nor one that was given to somebody else.
-- The claim is named by its operation.
-- Answers: 200, the claim and its items | PK401 PK403 | PK422 the operation id with another body
-- Writes: work_item, operation
create or replace function pakn.queue_claim(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_limit int, p_lease_seconds int, p_ids uuid[])
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
	-- The first rows of the index, in its order, as in queue_list.
	set plan_cache_mode = force_generic_plan set enable_bitmapscan = off set enable_seqscan = off
	set enable_sort = off set enable_incremental_sort = off
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'queue:claim');
	v_until timestamptz := now() + make_interval(secs => coalesce(p_lease_seconds, 900));
	free cursor for
		select w.report_id, w.due_at
		from work_item w
		where w.tenant_id = p_tenant and w.agency_id = who.agency_id
			and (w.lease_until is null or w.lease_until <= now())
			and (w.assignee_id is null or w.assignee_id = who.staff_id)
			and (p_ids is null or w.report_id = any (p_ids))
		order by w.due_at, w.report_id
		limit coalesce(p_limit, cardinality(p_ids), 1)
		for update skip locked;
	v_ids uuid[] := '{}';
	v_dues timestamptz[] := '{}';
	v_items json;
	v_answer pakn.answer;
begin
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	-- One by one, where the lock found it: a join by key, planned while the table was small, would read all of it.
	for item in free loop
		update work_item set claimed_by = who.staff_id, claim_id = p_operation_id, lease_until = v_until
		where current of free;
		v_ids := v_ids || item.report_id;
		v_dues := v_dues || item.due_at;
	end loop;
	-- What took nothing need not be remembered: a retry may take something.
	if cardinality(v_ids) = 0 then
		return (200, json_build_object('claim', p_operation_id, 'items', '[]'::json)::text, null, null, null, null)::pakn.answer;
	end if;
	select json_agg(json_build_object('id', t.report_id, 'code', r.code, 'status', r.status,
		'version', r.version, 'due_at', t.due_at, 'lease_until', v_until) order by t.place)
	into v_items
	from unnest(v_ids, v_dues) with ordinality t (report_id, due_at, place)
		-- offset 0: by its key, for the same reason
		cross join lateral (select x.code, x.status, x.version
			from report x where x.tenant_id = p_tenant and x.report_id = t.report_id offset 0) r;
	v_answer := (200, json_build_object('claim', p_operation_id, 'items', v_items)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
