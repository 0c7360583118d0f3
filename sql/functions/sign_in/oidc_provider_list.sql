-- oidc_provider_list: the sign-on services of a province, for a page that offers them.
-- Answers: 200
create or replace function pakn.oidc_provider_list(p_tenant int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(json_build_object('code', p.provider,
		'name', case p_lang when 'en' then p.name_en else p.name_vi end, 'audience', p.audience,
		'url', '/api/v1/session/oidc/' || p.provider) order by p.provider), '[]'))::text
	into v_body
	from oidc_provider p
	where p.tenant_id = p_tenant and p.active;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
