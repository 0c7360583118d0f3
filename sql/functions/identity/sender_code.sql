-- sender_code: the entry of a tracking code, provided that the report's sender asks: with its secret, or signed in.
-- Raises: PK404 unknown code | PK401 somebody else
create or replace function pakn.sender_code(p_digest bytea, p_tenant int, p_code text)
returns pakn.report_code
language plpgsql stable
as $$
declare
	v_code pakn.report_code;
begin
	select * into v_code from pakn.report_code c where c.tenant_id = p_tenant and c.code = p_code;
	if not found then
		perform pakn.refuse(404, 'unknown_code');
	end if;
	if p_digest is distinct from v_code.secret_digest
		and not pakn.sender_signed_in(p_digest, p_tenant, v_code.report_id, pakn.report_home(v_code)) then
		perform pakn.refuse(401, 'unauthenticated');
	end if;
	return v_code;
end $$;
