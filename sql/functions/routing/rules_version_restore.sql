-- rules_version_restore: puts the set of an older version back, as a new one.  Where the rules are those already, there is
-- none.  p_latest: the latest version that the caller knows, so that nobody undoes what they have not seen.  Zones may have changed meanwhile: what ties now is refused.
-- Answers: 200 and the version that has them | PK401 PK403 | PK404 unknown or withdrawn
--          | PK409 later_version_waits | PK412 a later one was saved | PK428 no version | PK422 effective_at, zones that tie now, the operation id with another body
-- Writes: as rules_save, admin_act, operation
create or replace function pakn.rules_version_restore(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_act_id uuid, p_version int, p_note text, p_effective_at timestamptz, p_latest text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:write');
	v_answer pakn.answer;
	v_new int;
	v_last routing_version;
	v_shown jsonb;
	v_tie record;
begin
	perform facts_lock(p_tenant);
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	if (rules_version_find(p_tenant, p_version)).effective_at = 'infinity' then
		perform refuse(404, 'not_there');
	end if;
	select v.* into v_last from routing_version v
	where v.tenant_id = p_tenant and v.effective_at < 'infinity' order by v.version desc limit 1;
	if p_latest is null then
		perform refuse(428, 'version_required');
	elsif p_latest not in ('*', v_last.version::text) then
		perform refuse(412, 'stale_version', jsonb_build_object('etag', v_last.version::text, 'now', version_json(v_last, true)));
	end if;
	create temp table import_given on commit drop as
		select r.* from routing_rule r
		where r.tenant_id = p_tenant and r.version_from <= p_version and r.version_to > p_version;
	v_new := rules_save(p_tenant, true, p_note, p_effective_at, who.staff_id, who.api_key_id, p_version);
	drop table import_given;
	select t.* into v_tie from rules_tied(p_tenant, v_new) t;
	if found then
		perform refuse(422, 'invalid', jsonb_build_object('errors', jsonb_build_array(fact_error('version', 'zones_tie',
			import_words('zones_tie', array[v_tie.rule_id, v_tie.other_id]::text[])))));
	end if;
	v_shown := version_json(rules_version_find(p_tenant, coalesce(v_new, (select max(v.version) from routing_version v
		where v.tenant_id = p_tenant and v.effective_at < 'infinity'))), true);
	if v_new is not null then
		perform admin_act_note(p_tenant, p_act_id, who.staff_id, who.api_key_id, 'rules', 'restore', v_new::text, null, v_shown);
	end if;
	v_answer := (200, v_shown::text, md5(v_shown::text), null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
