-- admin_list: all that a province has of a noun, also what is inactive, ended or to come, in the order of keys.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.admin_list(p_digest bytea, p_tenant int, p_noun text, p_q text, p_at timestamptz,
	p_active boolean, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v_limit int := coalesce(p_limit, 50);
	v_after text := cursor_decode(p_cursor);
	v_items jsonb;
	v_next text;
	v_body text;
begin
	with page as (
		select f.key, f.fact, f.place collate "C" as place, f.active
		from facts(p_tenant, p_noun) f
		where (p_active is null or f.active = p_active)
			and (p_at is null or (f.valid_from <= p_at::date and p_at::date < f.valid_to))
			and (p_q is null or strpos(unaccent(lower(f.words)), unaccent(lower(p_q))) > 0)
			and (v_after is null or f.place collate "C" > v_after)
		order by f.place collate "C"
		limit v_limit + 1
	), shown as (
		select * from page order by place limit v_limit
	)
	select coalesce(jsonb_agg(jsonb_build_object('key', s.key, 'etag', md5(s.fact::text), 'active', s.active) || s.fact
			order by s.place), '[]'),
		case when (select count(*) from page) > v_limit then cursor_encode(max(s.place)) end
	into v_items, v_next
	from shown s;
	v_body := json_build_object('items', v_items, 'next_cursor', v_next)::text;
	return (200, v_body, md5(v_body), v_next, null, null)::pakn.answer;
end $$;
