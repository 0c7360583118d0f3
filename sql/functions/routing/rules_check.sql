-- rules_check: what is to be known of the rules in force at a time (now, unless it is said), from then on.
-- Answers: 200 | PK401 PK403
create or replace function pakn.rules_check(p_digest bytea, p_tenant int, p_at timestamptz)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v_at timestamptz := coalesce(p_at, now());
	v_version int := rules_version_at(p_tenant, v_at);
	v_body text;
begin
	select json_build_object('version', nullif(v_version, 0), 'at', v_at, 'pairs', rules_pairs(p_tenant, v_at),
		'uncovered', coalesce(sum(f.pairs) filter (where f.kind in ('uncovered', 'gap')), 0),
		'to_decide', count(*) filter (where f.decide), 'items', coalesce(json_agg(json_strip_nulls(json_build_object(
			'kind', f.kind, 'decide', f.decide, 'rule', f.rule_id, 'category', f.category, 'communes', f.pairs,
			'codes', f.codes, 'agency', f.agency, 'day', f.day, 'detail', f.words))), '[]'))::text
	into v_body
	from rules_findings(p_tenant, v_version, v_at) f;
	return (200, v_body, null, null, null, null)::pakn.answer;
end $$;
