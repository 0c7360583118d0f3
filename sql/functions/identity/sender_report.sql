-- sender_report: the report of a code, provided that its sender asks: with its secret, or signed in.
-- Raises: PK404 unknown code | PK401 somebody else | PK409 of a merged province, and closed
create or replace function pakn.sender_report(p_digest bytea, p_tenant int, p_code text)
returns uuid
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
	-- What was closed before its province became part of this one is only read.
	if v_code.of_tenant is not null then
		perform pakn.refuse(409, 'closed_already');
	end if;
	return v_code.report_id;
end $$;
