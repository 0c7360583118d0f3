-- case_export: a page of what case_search finds, the newest first, as lines of a table that is taken away (server/sheet.h), the
-- first with its head, the last with notes; next is the cursor of the page behind it.  Who sent a case is in none of them.
-- Answers: 200 | PK401 PK403 | PK422 cursor, or an unknown code
create or replace function pakn.case_export(p_digest bytea, p_tenant int, p_filter pakn.case_filter, p_lang text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:export');
	v_scope int[] := case_scope(p_tenant, who.role, who.agency_id);
	v_after record := search_cursor_read(p_cursor, 'newest');
	v_ids uuid[];
	v_next text;
begin
	v_ids := array(select f.report_id
		from cases_find(p_tenant, cases_where(p_tenant, v_scope, who.agency_id, p_filter), (p_filter).q, 'newest', null, v_after.id, p_limit) f);
	v_next := case when cardinality(v_ids) = p_limit then cursor_encode('newest 0 ' || v_ids[p_limit]) end;
	-- As they stand now: the index may be a moment behind, and not show what has left one's scope.
	if v_scope is not null and (p_filter).role is null then
		v_ids := array(select r.report_id from report r where r.tenant_id = p_tenant and r.report_id = any (v_ids) and r.agency_id = any (v_scope) order by 1 desc);
	end if;
	return (200, concat(case when p_cursor is null then case_sheet(p_lang) end, case_sheet_rows(array_fill(p_tenant, array[cardinality(v_ids)]), v_ids, p_lang),
		case when v_next is null then case_sheet_notes(p_lang, p_filter) end), null, v_next, null, null)::pakn.answer;
end $$;
