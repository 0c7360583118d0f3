-- link_show: what a link is for, and whether it is good; nothing of the case itself.
-- Answers: 200 | PK401 no link | PK410 it is over
create or replace function pakn.link_show(p_digest bytea, p_tenant int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	l case_link := link_find(p_digest, p_tenant, null);
begin
	return (select (200, link_json(l, r, false, p_lang)::text, null, null, null, null)::pakn.answer
		from report r where r.tenant_id = p_tenant and r.report_id = l.report_id);
end $$;
