-- case_bulk_step: does one action to the next of the cases that case_bulk_begin kept, each as its own operation, as case_move would: what
-- one of them refuses harms no other.  A repetition answers the same of what was done.
-- Answers, for each: what came of it, and the problem's code where it was refused.
-- Raises: PK401 PK403 | what may pass, such as a deadlock, so that all of the step is asked for again
-- Writes: as case_move
create or replace function pakn.case_bulk_step(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_action text, p_agency text, p_reason text, p_text text, p_after int, p_count int)
returns table (item text, problem text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_cases json := (pakn.operation_recall(p_tenant, p_operation_id, p_body_hash)).body::json->'cases';
	v_case json;
	v_id uuid;
	v_answer pakn.answer;
	v_members text;
begin
	for n in p_after .. least(p_after + p_count, json_array_length(v_cases)) - 1 loop
		v_case := v_cases->n;
		v_id := v_case->>'id';
		problem := null;
		v_members := null;
		v_answer := null;
		begin
			v_answer := case_move(p_digest, p_tenant, md5(p_operation_id || ' ' || n)::uuid, p_body_hash, uuid_at(clock_timestamp(), n), v_id,
				coalesce(v_case->>'version', (select r.version::text from report r where r.tenant_id = p_tenant and r.report_id = v_id for update)),
				p_action, p_agency, p_reason, p_text, null);
		exception when others then
			if sqlstate like 'PK%' then
				problem := sqlerrm;
				get stacked diagnostics v_members = pg_exception_detail;
			elsif left(sqlstate, 2) in ('40', '53', '54', '55', '57', '58') then
				raise;
			else
				raise warning 'case_bulk_step: %: %', v_id, sqlerrm;
				problem := 'internal';
			end if;
		end;
		item := (jsonb_strip_nulls(jsonb_build_object('code', v_case->>'code', 'id', v_id,
			'result', case when problem is null then 'done' else 'refused' end, 'version', v_answer.etag::int, 'problem', problem))
			-- Not the whole case of each, nor who changed it.
			|| coalesce(v_members, '{}')::jsonb - '{now,change,changes,etag}'::text[])::text;
		return next;
	end loop;
end $$;
