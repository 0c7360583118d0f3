-- rules_version_changes: what a version of the rules has other than another one (the one before, unless it is said): rules
-- that are new, changed, with the columns that differ, or no longer there.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.rules_version_changes(p_digest bytea, p_tenant int, p_version int, p_since int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v_new routing_version := rules_version_find(p_tenant, p_version);
	v_since int := coalesce(p_since, p_version - 1);
	v_body text;
begin
	if v_since > 0 then
		perform rules_version_find(p_tenant, v_since);
	end if;
	select (version_json(v_new, true) || jsonb_build_object('since', v_since, 'items', coalesce(jsonb_agg(jsonb_strip_nulls(
		jsonb_build_object('rule_no', c.rule_id, 'action', c.action, 'columns', c.columns)) || jsonb_build_object('before', c.before, 'after', c.after)
		order by c.rule_id), '[]')))::text
	into v_body
	from (
		select rule_id, old.fact as before, new.fact as after,
			case when old.fact is null then 'add' when new.fact is null then 'end' else 'change' end as action,
			(select jsonb_agg(n.key order by n.key) from jsonb_each(new.fact) n where old.fact->n.key is distinct from n.value) as columns
		from rules_shown(p_tenant, v_since) old
			full join rules_shown(p_tenant, p_version) new using (rule_id)
		where old.fact is distinct from new.fact) c;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
