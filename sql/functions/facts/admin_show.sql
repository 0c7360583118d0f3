-- admin_show: one fact; its ETag is what a change has to bring.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.admin_show(p_digest bytea, p_tenant int, p_noun text, p_key text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:read');
	v_key text := fact_key_meant(p_tenant, p_noun, p_key);
	v_fact jsonb := fact_of(p_tenant, p_noun, v_key);
begin
	if v_fact is null then
		perform refuse(404, 'not_there');
	end if;
	return (200, fact_shown(p_tenant, p_noun, v_key, v_fact)::text, md5(v_fact::text), null, null, null)::pakn.answer;
end $$;
