-- stats_snapshot_list: the months that were frozen, the last one first; of one month, if that is asked for.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.stats_snapshot_list(p_digest bytea, p_tenant int, p_month text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_limit int := coalesce(p_limit, 50);
	v_before int := cursor_decode(p_cursor);
	v_items json;
	v_next text;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	with page as (
		select s, row_number() over (order by s.number desc) as place
		from stats_snapshot s
		where s.tenant_id = p_tenant and (p_month is null or s.period = p_month) and (v_before is null or s.number < v_before)
		order by s.number desc
		limit v_limit + 1
	)
	select coalesce(json_agg(stats_snapshot_json(p.s) order by p.place) filter (where p.place <= v_limit), '[]'),
		case when count(*) > v_limit then cursor_encode((min((p.s).number) filter (where p.place = v_limit))::text) end
	into v_items, v_next
	from page p;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
