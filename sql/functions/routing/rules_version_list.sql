-- rules_version_list: the versions of the rules, the latest first: who saved each, when and why, when it takes or took
-- effect, how many rules it added, changed and ended.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.rules_version_list(p_digest bytea, p_tenant int, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v_limit int := coalesce(p_limit, 50);
	v_before int := cursor_decode(p_cursor);
	v_items jsonb;
	v_next text;
	v_body text;
begin
	with page as (
		select v from routing_version v
		where v.tenant_id = p_tenant and (v_before is null or v.version < v_before)
		order by v.version desc
		limit v_limit + 1
	), shown as (
		select (p.v).version, version_json(p.v, true) || jsonb_build_object('added', c.added, 'changed', c.changed, 'ended', c.ended) as item
		from page p
			cross join lateral (
			select count(*) filter (where old.rule_id is null) as added, count(*) filter (where old.rule_id is not null) as changed,
				(select count(*) from routing_rule e where e.tenant_id = p_tenant and e.version_to = (p.v).version)
					- count(*) filter (where old.rule_id is not null) as ended
			from routing_rule r
				left join routing_rule old on old.tenant_id = p_tenant and old.rule_id = r.rule_id and old.version_to = r.version_from
			where r.tenant_id = p_tenant and r.version_from = (p.v).version) c
		order by 1 desc
		limit v_limit
	)
	select coalesce(jsonb_agg(s.item order by s.version desc), '[]'),
		case when (select count(*) from page) > v_limit then cursor_encode(min(s.version)::text) end
	into v_items, v_next
	from shown s;
	v_body := json_build_object('items', v_items, 'next_cursor', v_next)::text;
	return (200, v_body, md5(v_body), v_next, null, null)::pakn.answer;
end $$;
