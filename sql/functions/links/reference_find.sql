-- reference_find: the case for which another system has a number, for those who may see it.
-- Answers: 200 and the case | PK401 PK403 | PK404 none that they may see
create or replace function pakn.reference_find(p_digest bytea, p_tenant int, p_source text, p_ref text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_report_id uuid := (select f.report_id from report_reference f
		where f.tenant_id = p_tenant and f.source = p_source and f.ref_key = ref_key(p_ref));
begin
	perform caller(p_digest, p_tenant, 'case:read');
	return case_show(p_digest, p_tenant, v_report_id);
end $$;
