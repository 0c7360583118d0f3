-- identity_show: who sent a report, as far as the caller may see it, still sealed: the desk all of it, who
-- handles the report the number if the sender allowed a call.  A look that is refused is on record too.
-- Answers: 200 and the parts | 403 the sender allows none of it | 404 no contact was left, or it was erased
--          | PK401 PK403 | PK404 unknown, or another agency's | PK409 it waits for `pakn identity reseal`
-- Writes: identity_look
create or replace function pakn.identity_show(p_digest bytea, p_tenant int, p_look_id uuid, p_report_id uuid, p_reason text)
returns pakn.identity
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:ask');
	r report;
	v_sender report_sender;
	v_fields text[];
	v_parts pakn.identity;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
		and (x.agency_id = who.agency_id or may(who.role, 'case:read_all')
			or agency_heir(p_tenant, x.agency_id) = who.agency_id);
	if not found then
		perform refuse(404, 'unknown_case');
	end if;
	select * into v_sender from report_sender s where s.tenant_id = p_tenant and s.report_id = p_report_id;
	if coalesce(v_sender.name, v_sender.phone, v_sender.email, v_sender.on_behalf_of) is not null then
		perform refuse(409, 'senders_unsealed');
	end if;
	v_fields := sender_fields(v_sender, r.anonymous, who.role);
	v_parts := identity_read(p_tenant, p_look_id, who.staff_id, 'show', p_report_id, v_fields, p_reason);
	if v_parts.status is null then
		return (404, 'no_contact', null, null, null, null, null, null)::pakn.identity;
	elsif v_fields = '{}' then
		return (403, 'identity_withheld', null, null, null, null, null, null)::pakn.identity;
	end if;
	v_parts.body := json_build_object('id', r.report_id, 'code', r.code, 'anonymous', r.anonymous,
		'may_call', sender_may_be_called(v_sender), 'consent_version', v_sender.consent_version)::text;
	return v_parts;
end $$;
