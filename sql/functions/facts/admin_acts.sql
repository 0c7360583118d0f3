-- admin_acts: what administrators did, the latest first.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.admin_acts(p_digest bytea, p_tenant int, p_noun text, p_key text, p_who text,
	p_from timestamptz, p_to timestamptz, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:acts');
	v_limit int := coalesce(p_limit, 50);
	v_before record := cursor_read(p_cursor);
	v_items json;
	v_next text;
	v_body text;
begin
	with page as (
		select a
		from admin_act a left join staff s on s.tenant_id = p_tenant and s.staff_id = a.staff_id
		where a.tenant_id = p_tenant
			and (p_noun is null or a.noun = p_noun)
			and (p_key is null or a.key = fact_key_meant(p_tenant, a.noun, p_key))
			and (p_who is null or s.username = p_who)
			and (p_from is null or a.at >= p_from) and (p_to is null or a.at < p_to)
			and (p_cursor is null or a.act_id < v_before.report_id)
		order by a.act_id desc
		limit v_limit + 1
	), shown as (
		select (p.a).* from page p order by (p.a).act_id desc limit v_limit
	)
	select coalesce(json_agg(json_build_object('id', s.act_id, 'at', s.at, 'noun', s.noun, 'key', s.key,
			'who', act_who(s), 'action', act_kind(s),
			'before', s.before, 'after', s.after) order by s.act_id desc), '[]'),
		case when (select count(*) from page) > v_limit then (select cursor_write(l.at, l.act_id) from shown l order by l.act_id limit 1) end
	into v_items, v_next
	from shown s;
	v_body := json_build_object('items', v_items, 'next_cursor', v_next)::text;
	return (200, v_body, md5(v_body), v_next, null, null)::pakn.answer;
end $$;
