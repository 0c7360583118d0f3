-- stats_snapshot_make: freezes a month that is over (stats_freeze).
-- Answers: 201 the snapshot without its figures | PK401 PK403 | PK409 the month is not over | PK422 no month, or the operation id
--          with another body
-- Writes: as stats_freeze, operation
create or replace function pakn.stats_snapshot_make(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_month text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'stats:freeze');
	v_answer pakn.answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
begin
	if v_answer.status is not null then
		return v_answer;
	end if;
	v_answer := (201, stats_snapshot_json(stats_freeze(p_tenant, p_month, who.staff_id, who.api_key_id))::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
