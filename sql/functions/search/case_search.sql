-- case_search: cases that staff look for, those of their agency, or of all where they may see these: by words without tone marks,
-- by what is known of them, or by a code, or the number that another system has, with which q alone is answered.
-- p_count: also how many there are, up to 501.  p_cursor: opaque, from the page before, of the same question.
-- Answers: 200 | PK401 PK403 | PK422 cursor, or an unknown code
create or replace function pakn.case_search(p_digest bytea, p_tenant int, p_filter pakn.case_filter, p_sort text, p_count boolean,
	p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	v_limit int := coalesce(p_limit, 20);
	v_sort text := coalesce(p_sort, case when (p_filter).q is not null then 'best' else 'newest' end);
	v_scope int[] := case_scope(p_tenant, who.role, who.agency_id);
	v_where text;
	v_after record := search_cursor_read(p_cursor, v_sort);
	v_named uuid[] := cases_named(p_tenant, (p_filter).q);
	page record;
	v_items json;
	v_next text;
	v_counted int;
begin
	select nullif(count(*), 0) as count, array_agg(r.report_id order by r.report_id desc) as ids, null::numeric[] as keys into page from report r
	where r.tenant_id = p_tenant and r.report_id = any (v_named) and (v_scope is null or r.agency_id = any (v_scope)
		or case_standing(r, who.agency_id) in ('offered', 'coordinating'));
	v_counted := page.count;
	if page.count is null then
		v_where := cases_where(p_tenant, v_scope, who.agency_id, p_filter);
		select count(*) as count, array_agg(f.report_id order by f.place) as ids, array_agg(f.key order by f.place) as keys into page
		from (select x.*, row_number() over () as place
			from cases_find(p_tenant, v_where, (p_filter).q, v_sort, v_after.key, v_after.id, v_limit + 1) x) f;
		v_counted := case when p_count then cases_count(v_where, (p_filter).q) end;
	end if;
	if page.count > v_limit then
		v_next := cursor_encode(concat_ws(' ', v_sort, page.keys[v_limit], page.ids[v_limit]));
	end if;
	-- As it stands now: the index may be a moment behind, and not show what has left one's scope.
	select coalesce(json_agg(case_line(r) order by i.place), '[]') into v_items
	from unnest(page.ids[:v_limit]) with ordinality i (id, place)
		join report r on r.tenant_id = p_tenant and r.report_id = i.id
	where r.report_id = any (page.ids) and (v_scope is null or r.agency_id = any (v_scope) or (p_filter).role is not null or r.report_id = any (v_named));
	return (200, json_build_object('items', v_items, 'count', v_counted, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
