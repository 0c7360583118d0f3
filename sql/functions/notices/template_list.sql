-- template_list: the words of all notices, and whether they are the province's own: then with the etag that a
-- change has to bring.
-- Answers: 200 | PK401 PK403
create or replace function pakn.template_list(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	v_items json;
begin
	select json_agg(json_build_object('event', t.notice, 'name', n.name, 'audience', n.audience, 'lang', t.lang, 'subject', t.subject,
		'body', t.body, 'own', t.tenant_id > 0,
		'etag', case when t.tenant_id > 0 then md5(jsonb_build_object('lang', t.lang, 'subject', t.subject, 'body', t.body)::text) end) order by n.audience, t.notice, t.lang desc) into v_items
	from (select distinct on (x.notice, x.lang) x.* from notice_template x
			where x.tenant_id in (0, p_tenant) order by x.notice, x.lang, x.tenant_id desc) t
		join notice n on n.notice = t.notice;
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
