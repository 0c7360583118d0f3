-- citizen_reports: what the signed-in citizen reported, in whatever way: signed in, or leaving the phone that the
-- session proved, also in a province that became part of this one.  Newest first.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.citizen_reports(p_digest bytea, p_tenant int, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	me record := pakn.caller(p_digest, p_tenant, 'report:own');
	v_before record := pakn.cursor_read(p_cursor);
	v_limit int := coalesce(p_limit, 20);
begin
	return reports_page(p_tenant, array(
		select own.report_id
		from (
			select s.report_id from report_sender s where s.tenant_id = p_tenant and s.person = me.person
			union
			select s.report_id from report_sender s where s.tenant_id = p_tenant and s.phone_hash = me.person
			union
			select k.report_id from person_stayed(p_tenant, me.person) k
		) own
		where p_cursor is null or own.report_id < v_before.report_id
		order by own.report_id desc
		limit v_limit + 1), v_limit);
end $$;
