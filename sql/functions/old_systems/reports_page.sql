-- reports_page: a page of reports, newest first.  p_ids: theirs in that order, and one more where there is another page.
create or replace function pakn.reports_page(p_tenant int, p_ids uuid[], p_limit int)
returns pakn.answer
language plpgsql stable
as $$
declare
	v_next text := case when cardinality(p_ids) > p_limit
		then pakn.cursor_write(pakn.uuid_time(p_ids[p_limit]), p_ids[p_limit]) end;
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(pakn.report_brief(found.r) order by (found.r).report_id desc), '[]'),
		'next_cursor', v_next)::text
	into v_body
	from (select distinct on (x.report_id) x as r
		from pakn.report x
		where x.tenant_id in (select pakn.tenant_family(p_tenant)) and x.report_id = any (p_ids[:p_limit])
		-- Of one that went on here: as it is here.
		order by x.report_id, x.tenant_id = p_tenant desc) found;
	return (200, v_body, md5(v_body), v_next, null, null)::pakn.answer;
end $$;
