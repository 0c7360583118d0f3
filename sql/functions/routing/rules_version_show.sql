-- rules_version_show: a version of the rules with all that are in it; of a withdrawn one nothing is left.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.rules_version_show(p_digest bytea, p_tenant int, p_version int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v routing_version := rules_version_find(p_tenant, p_version);
	v_body text := (
		select (version_json(v, true) || jsonb_build_object('rules', coalesce(jsonb_agg(s.fact order by s.rule_id), '[]')))::text
		from rules_shown(p_tenant, p_version) s
		where v.effective_at < 'infinity');
begin
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
