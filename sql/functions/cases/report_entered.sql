-- report_entered: what the caller typed in for others, newest first.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.report_entered(p_digest bytea, p_tenant int, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'report:enter');
	v_before record := pakn.cursor_read(p_cursor);
	v_limit int := coalesce(p_limit, 20);
begin
	return reports_page(p_tenant, array(
		select r.report_id
		from report r
		where r.tenant_id = p_tenant and r.created_by = who.staff_id
			and (p_cursor is null or r.report_id < v_before.report_id)
		order by r.report_id desc
		limit v_limit + 1), v_limit);
end $$;
